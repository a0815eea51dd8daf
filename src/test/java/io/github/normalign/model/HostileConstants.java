package io.github.normalign.model;

import io.github.normalign.model.HostileModels.Change;
import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxAttribute;
import io.github.normalign.onnx.OnnxGraph;
import io.github.normalign.onnx.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Constants made to do harm: where they lie, their sides and their numbers. */
final class HostileConstants {

    private static final String WEIGHT = "model.decoder.layers.0.encoder_attn.k_proj.bias";
    private static final int WIDTH = 32;

    private final HostileGraphs cases;

    HostileConstants(HostileGraphs cases) {
        this.cases = cases;
    }

    void externalData() {
        String kind = "external data";
        for (String location : List.of("/etc/passwd", "../weights.bin", "a/../../weights.bin", "", "\0")) {
            external(kind, "a file " + location.replace('\0', '0'), "file of weights", location, 0, 4 * WIDTH, model ->
                Files.write(model.resolveSibling("weights.bin"), new byte[1000]));
            cases.usedBy(HostileModels::beforeNative);
        }
        external(kind, "a link to outside", "outside the model's directory", "w.bin", 0, 4 * WIDTH, model ->
            Files.createSymbolicLink(model.resolve("w.bin"), Files.write(model.resolveSibling("o.bin"), new byte[1000])));
        external(kind, "links in a chain to outside", "outside the model's directory", "w.bin", 0, 4 * WIDTH, model -> {
            Files.createSymbolicLink(model.resolve("1.bin"), Files.write(model.resolveSibling("o.bin"), new byte[1000]));
            Files.createSymbolicLink(model.resolve("2.bin"), model.resolve("1.bin"));
            Files.createSymbolicLink(model.resolve("w.bin"), model.resolve("2.bin"));
        });
        external(kind, "links in a circle", "w.bin", "w.bin", 0, 4 * WIDTH, model -> {
            Files.createSymbolicLink(model.resolve("1.bin"), model.resolve("w.bin"));
            Files.createSymbolicLink(model.resolve("w.bin"), model.resolve("1.bin"));
        });
        external(kind, "a link into another cache", "outside the model's directory", "w.bin", 0, 4 * WIDTH, model -> {
            Path blobs = Files.createDirectories(model.resolveSibling("models--other").resolve("blobs"));
            Files.createSymbolicLink(model.resolve("w.bin"), Files.write(blobs.resolve("aa"), new byte[1000]));
        });
        external(kind, "a link to a device", "outside the model's directory", "w.bin", 0, 4 * WIDTH, model ->
            Files.createSymbolicLink(model.resolve("w.bin"), Path.of("/dev/zero")));
        external(kind, "a directory", "is not a file", "w.bin", 0, 4 * WIDTH, model ->
            Files.createDirectory(model.resolve("w.bin")));
        external(kind, "a pipe", "is not a file", "w.bin", 0, 4 * WIDTH, model -> HostileFiles.pipe(model.resolve("w.bin")));
        external(kind, "a missing file", "is missing", "w.bin", 0, 4 * WIDTH, model -> { });
        Change sound = model -> Files.write(model.resolve("w.bin"), new byte[1000]);
        external(kind, "an offset below 0", "negative place", "w.bin", -1, 4 * WIDTH, sound);
        external(kind, "a length below 0", "negative place", "w.bin", 0, -4 * WIDTH, sound);
        external(kind, "an end beyond the file", "has 1000 bytes", "w.bin", 900, 4 * WIDTH, sound);
        external(kind, "an offset of 2^62", "has 1000 bytes", "w.bin", 1L << 62, 4 * WIDTH, sound);
        external(kind, "an end beyond 2^63", "has 1000 bytes", "w.bin", Long.MAX_VALUE - 1, 4 * WIDTH, sound);
        external(kind, "a length of 2^63 - 1", "has 1000 bytes", "w.bin", 0, Long.MAX_VALUE, sound);
        external(kind, "a length that the shape does not have", "needs 128 bytes", "w.bin", 0, 4 * WIDTH - 4, sound);
        cases.add(kind, "an offset that is no number", "no number", model -> {
            HostileGraphs.edited(model, graph -> graph.add(
                OnnxTensor.external(WEIGHT, ElementType.FLOAT, new long[] {WIDTH}, "w.bin", 7777777, 4 * WIDTH)));
            byte[] bytes = Files.readAllBytes(model.resolve(HostileGraphs.DECODER));
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("7777777");
            bytes[at] = 'x';
            Files.write(model.resolve(HostileGraphs.DECODER), bytes);
        });
        cases.inject(kind, "in an attribute that is no constant", "holds tensors in a form", g -> {
            g.add("Shape", "s", "encoder_hidden_states");
            g.add("ConstantOfShape", "bomb", "s").with("value",
                OnnxAttribute.of(OnnxTensor.external("", ElementType.FLOAT, new long[] {1}, "config.json", 0, 4)));
        });
    }

    private void external(String kind, String name, String part, String location, long offset, long length, Change files) {
        cases.add(kind, name, part, model -> {
            files.apply(model);
            HostileGraphs.edited(model, graph -> graph.add(
                OnnxTensor.external(WEIGHT, ElementType.FLOAT, new long[] {WIDTH}, location, offset, length)));
        });
    }

    void shapes() {
        String kind = "shapes";
        Map<String, long[]> shapes = Map.of("2^40", new long[] {1L << 40}, "below 0", new long[] {-WIDTH}, "2^62 by 2^62",
            new long[] {1L << 62, 1L << 62}, "2^61", new long[] {1L << 61}, "none", new long[] {}, "0", new long[] {0});
        shapes.forEach((name, sides) -> cases.edit(kind, name, "Tensor " + WEIGHT, graph ->
            graph.add(new OnnxTensor(WEIGHT, ElementType.FLOAT, sides, new byte[4 * WIDTH]))));
        for (int type : new int[] {0, 8, 17, 99, -1}) {
            cases.edit(kind, "element type " + type, "Tensor " + WEIGHT, graph ->
                graph.add(new OnnxTensor(WEIGHT, type, new long[] {1L << 40}, new byte[4 * WIDTH])));
        }
        cases.edit(kind, "65 sides", "more than 64 sides", graph ->
            graph.add(new OnnxTensor(WEIGHT, ElementType.FLOAT, longs(65, 1), new byte[4])));
        cases.edit(kind, "20 million numbers of an attribute", "MiB of memory", graph ->
            graph.nodes().get(0).with("sides", longs(20_000_000, 1)));
        cases.large();
        cases.edit(kind, "a weight without elements", "Tensor " + WEIGHT, graph ->
            graph.add(new OnnxTensor(WEIGHT, ElementType.FLOAT, new long[] {WIDTH}, new byte[0])));
    }

    private static long[] longs(int count, long value) {
        return Collections.nCopies(count, value).stream().mapToLong(Long::longValue).toArray();
    }

    void numbers() {
        String kind = "numbers that are none";
        for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            String part = "the model's own numbers are not finite";
            cases.edit(kind, number + " in decoder layer 2", "in decoder layer 2: " + part, graph ->
                poison(graph, "model.decoder.layers.1.encoder_attn.v_proj.bias", number));
            cases.usedBy(HostileModels::open);
            if (number > 0) {
                cases.large();
            }
            cases.edit(kind, number + " in every vector of the pieces", "in decoder layer 1: " + part, graph ->
                poison(graph, "model.shared.weight", number));
            cases.usedBy(HostileModels::open);
            if (!Float.isNaN(number)) {
                cases.large();
            }
        }
    }

    private static void poison(OnnxGraph graph, String name, float number) {
        OnnxTensor sound = graph.initializers().get(name);
        ByteBuffer raw = ByteBuffer.wrap(sound.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < raw.capacity(); at += 4 * WIDTH) {
            raw.putFloat(at, number);
        }
        graph.add(new OnnxTensor(name, ElementType.FLOAT, sound.dimensions(), raw.array()));
    }
}
