package io.github.normalign.firefox;

import io.github.normalign.error.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Marian's binary model container, version 1, little endian:
 *
 * <ol>
 *   <li>u64 version, u64 number of items n;
 *   <li>n headers of four u64: length of the name with its final NUL, type, number of dimensions, bytes of data;
 *   <li>the n names; the n shapes, as i32;
 *   <li>u64 length of a padding, and the padding;
 *   <li>the n blocks of data, in order.
 * </ol>
 *
 * <p>No number in the file is believed before it is compared with what is left of the file.
 */
final class MarianFile {

    /** The item that holds the configuration. */
    static final String CONFIGURATION = "special:model.yml";

    private static final long VERSION = 1;
    private static final int HEADER_BYTES = 32;
    private static final int MOST_DIMENSIONS = 8;
    /** Models of 64 + 64 layers, the most that is imported, have fewer than 3,000. */
    private static final int MOST_ITEMS = 1 << 14;
    private static final int MOST_NAME_BYTES = 1 << 10;
    /** The configurations of known models have 3 to 8 kB. */
    private static final int MOST_CONFIGURATION_BYTES = 1 << 20;

    private final String name;
    private final ByteBuffer in;
    private final Map<String, MarianTensor> tensors = new LinkedHashMap<>();

    private MarianFile(String name, byte[] bytes) {
        this.name = name;
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a whole file; the blocks stay where they lie in the array.
     *
     * @param name of the file, for messages
     * @param bytes its content
     * @return the items
     * @throws ModelException if it is no such container, another version of it, or cut off
     */
    static MarianFile read(String name, byte[] bytes) {
        MarianFile file = new MarianFile(name, bytes);
        file.readAll();
        return file;
    }

    /** Whether a file starts as such a container does. */
    static boolean isOne(byte[] bytes) {
        return bytes.length >= Long.BYTES && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() == VERSION;
    }

    /** Every item but the configuration. */
    Collection<MarianTensor> tensors() {
        return tensors.values().stream().filter(tensor -> !tensor.name().equals(CONFIGURATION)).toList();
    }

    /** An item by its name, or null. */
    MarianTensor tensor(String item) {
        return tensors.get(item);
    }

    /**
     * The configuration, YAML.
     *
     * @throws ModelException if the file holds none
     */
    String configuration() {
        MarianTensor item = tensors.get(CONFIGURATION);
        if (item == null || item.type() != MarianTensor.INT8) {
            throw new ModelException(name + " holds no configuration: expected an item '" + CONFIGURATION + "' of type "
                + MarianTensor.typeName(MarianTensor.INT8) + ", found "
                + (item == null ? "none" : MarianTensor.typeName(item.type())));
        }
        if (item.elements() > MOST_CONFIGURATION_BYTES) {
            throw broken("its configuration has " + item.elements() + " bytes, more than " + MOST_CONFIGURATION_BYTES);
        }
        String text = new String(item.quantised(), StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private void readAll() {
        long version = u64("the version");
        if (version != VERSION) {
            throw new ModelException(name + " is not a Marian model file (.bin): it starts with " + version
                + " where the format's version 1 is expected");
        }
        long count = u64("the number of items");
        if (count < 1 || count > in.remaining() / HEADER_BYTES || count > MOST_ITEMS) {
            throw broken("it announces " + Long.toUnsignedString(count) + " items, more than a file of its size can hold,"
                + " more than " + MOST_ITEMS + ", or none");
        }
        int items = (int) count;
        long[][] headers = new long[items][4];
        for (long[] header : headers) {
            for (int i = 0; i < header.length; i++) {
                header[i] = u64("the headers");
            }
        }
        List<String> names = new ArrayList<>(items);
        for (int i = 0; i < items; i++) {
            names.add(readName(i, headers[i][0]));
        }
        List<List<Integer>> shapes = new ArrayList<>(items);
        for (int i = 0; i < items; i++) {
            shapes.add(readShape(names.get(i), headers[i][2]));
        }
        bytes("the padding", u64("the length of the padding"));
        for (int i = 0; i < items; i++) {
            readItem(names.get(i), headers[i][1], shapes.get(i), headers[i][3]);
        }
        if (in.hasRemaining()) {
            throw broken(in.remaining() + " bytes follow the last item");
        }
    }

    private String readName(int index, long length) {
        ByteBuffer raw = bytes("the name of item " + (index + 1), length);
        int end = raw.remaining() - 1;
        if (end > MOST_NAME_BYTES) {
            throw broken("the name of item " + (index + 1) + " has " + end + " bytes, more than " + MOST_NAME_BYTES);
        }
        if (end < 1 || raw.get(end) != 0) {
            throw broken("the name of item " + (index + 1) + " does not end with NUL");
        }
        byte[] text = new byte[end];
        raw.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private List<Integer> readShape(String item, long dimensions) {
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw broken("'" + item + "' has " + Long.toUnsignedString(dimensions) + " dimensions");
        }
        ByteBuffer raw = bytes("the shape of '" + item + "'", dimensions * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> shape = new ArrayList<>();
        while (raw.hasRemaining()) {
            shape.add(raw.getInt());
        }
        if (shape.stream().anyMatch(dimension -> dimension < 1)) {
            throw broken("'" + item + "' has the shape " + shape);
        }
        return List.copyOf(shape);
    }

    private void readItem(String item, long type, List<Integer> shape, long length) {
        ByteBuffer data = bytes("the data of '" + item + "'", length);
        long elements = MarianTensor.elements(shape);
        if (elements < 0 || elements > Integer.MAX_VALUE || MarianTensor.bytesNeeded(type, elements) > length) {
            throw broken("'" + item + "', " + MarianTensor.typeName(type) + " " + shape + ", does not fit its " + length
                + " bytes");
        }
        if (tensors.put(item, new MarianTensor(item, type, shape, data)) != null) {
            throw broken("two items are called '" + item + "'");
        }
    }

    private long u64(String what) {
        return bytes(what, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** The next bytes, as a slice; lengths beyond the file, also those beyond 2^63, end here. */
    private ByteBuffer bytes(String what, long length) {
        if (length < 0 || length > in.remaining()) {
            throw broken("it ends within " + what + ": " + Long.toUnsignedString(length) + " bytes announced, "
                + in.remaining() + " left");
        }
        ByteBuffer slice = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    private ModelException broken(String what) {
        return new ModelException(name + " is damaged or no Marian model file: " + what
            + ". Download it again.");
    }
}
