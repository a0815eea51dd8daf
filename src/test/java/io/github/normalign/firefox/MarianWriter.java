package io.github.normalign.firefox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Writes Marian model files: from nothing, or a tiny model with something changed. */
final class MarianWriter {

    private final Map<String, Item> items = new TreeMap<>();

    private record Item(long type, List<Integer> shape, byte[] data) {
    }

    /** A sound model: {@code joint} or {@code split}, see README.md in {@code src/test/resources/firefox}. */
    static MarianWriter tiny(String name) throws IOException {
        MarianFile file = MarianFile.read(name, Files.readAllBytes(TinyReference.FOLDER.resolve(name + ".bin")));
        MarianWriter writer = new MarianWriter();
        for (MarianTensor tensor : file.tensors()) {
            byte[] data = new byte[tensor.data().remaining()];
            tensor.data().duplicate().get(data);
            writer.items.put(tensor.name(), new Item(tensor.type(), tensor.shape(), data));
        }
        return writer.configured(file.configuration());
    }

    MarianWriter configured(String yaml) {
        byte[] text = (yaml + "\0").getBytes(StandardCharsets.UTF_8);
        return with(MarianFile.CONFIGURATION, MarianTensor.INT8, List.of(text.length), text);
    }

    /** Changes the text of the configuration, which must make a difference. */
    MarianWriter reconfigured(UnaryOperator<String> change) {
        byte[] old = items.get(MarianFile.CONFIGURATION).data();
        String text = new String(old, 0, old.length - 1, StandardCharsets.UTF_8);
        String changed = change.apply(text);
        if (changed.equals(text)) {
            throw new IllegalArgumentException("nothing changed");
        }
        return configured(changed);
    }

    MarianWriter with(String name, long type, List<Integer> shape, byte... data) {
        items.put(name, new Item(type, shape, data));
        return this;
    }

    MarianWriter without(String name) {
        if (items.remove(name) == null) {
            throw new IllegalArgumentException("no item " + name);
        }
        return this;
    }

    MarianWriter renamed(String from, String to) {
        Item item = items.get(from);
        without(from);
        items.put(to, item);
        return this;
    }

    MarianWriter retyped(String name, long type) {
        Item item = items.get(name);
        return with(name, type, item.shape(), item.data());
    }

    MarianWriter reshaped(String name, Integer... shape) {
        Item item = items.get(name);
        return with(name, item.type(), List.of(shape), item.data());
    }

    /** Overwrites four bytes of an item's data. */
    MarianWriter patched(String name, int at, float value) {
        byte[] data = items.get(name).data().clone();
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(at, value);
        Item item = items.get(name);
        return with(name, item.type(), item.shape(), data);
    }

    byte[] bytes() {
        int size = 24 + items.entrySet().stream().mapToInt(entry -> 32 + entry.getKey().length() + 1
            + 4 * entry.getValue().shape().size() + entry.getValue().data().length).sum();
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(1).putLong(items.size());
        items.forEach((name, item) -> out.putLong(name.length() + 1).putLong(item.type()).putLong(item.shape().size())
            .putLong(item.data().length));
        items.keySet().forEach(name -> out.put(name.getBytes(StandardCharsets.US_ASCII)).put((byte) 0));
        items.values().forEach(item -> item.shape().forEach(out::putInt));
        out.putLong(0);
        items.values().forEach(item -> out.put(item.data()));
        return out.array();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }
}
