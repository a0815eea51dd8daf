package io.github.normalign.model;

import io.github.normalign.model.HostileModels.Case;
import io.github.normalign.model.HostileModels.Change;
import io.github.normalign.model.HostileModels.Use;
import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxAttribute;
import io.github.normalign.onnx.OnnxGraph;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.onnx.OnnxNode;
import io.github.normalign.onnx.OnnxTensor;
import io.github.normalign.onnx.OnnxValue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Graphs made to do harm. */
final class HostileGraphs {

    private static final String DECODER = "decoder_model.onnx";
    private static final String WEIGHT = "model.decoder.layers.0.encoder_attn.k_proj.bias";
    private static final int WIDTH = 32;
    private static final Use EARLY = HostileModels::decoderBeforeNative;

    private final List<Case> cases = new ArrayList<>();

    private HostileGraphs() {
    }

    /** The cases. */
    static List<Case> cases() {
        HostileGraphs graphs = new HostileGraphs();
        graphs.externalData();
        graphs.shapes();
        graphs.counts();
        graphs.lengths();
        graphs.order();
        graphs.bombs();
        graphs.operators();
        graphs.numbers();
        return graphs.cases;
    }

    private void add(String kind, String name, String part, Change change) {
        cases.add(new Case(kind, name, change, EARLY, part));
    }

    private void large() {
        cases.add(cases.remove(cases.size() - 1).asLarge());
    }

    private void edit(String kind, String name, String part, Consumer<OnnxGraph> edit) {
        add(kind, name, part, model -> edited(model, edit));
    }

    private static void edited(Path model, Consumer<OnnxGraph> edit) throws IOException {
        OnnxModel decoder = OnnxModel.read(model.resolve(DECODER));
        edit.accept(decoder.graph());
        decoder.write(model.resolve(DECODER));
    }

    // External data

    private void externalData() {
        String kind = "external data";
        for (String location : List.of("/etc/passwd", "../weights.bin", "a/../../weights.bin", "", "\0")) {
            external(kind, "a file " + location.replace('\0', '0'), "file of weights", location, 0, 4 * WIDTH, model ->
                Files.write(model.resolveSibling("weights.bin"), new byte[1000]));
            Case last = cases.remove(cases.size() - 1);
            cases.add(new Case(kind, last.name(), last.change(), HostileModels::beforeNative, last.part()));
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
        add(kind, "an offset that is no number", "no number", model -> {
            edited(model, graph -> graph.add(OnnxTensor.external(WEIGHT, ElementType.FLOAT, new long[] {WIDTH}, "w.bin",
                7777777, 4 * WIDTH)));
            byte[] bytes = Files.readAllBytes(model.resolve(DECODER));
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("7777777");
            bytes[at] = 'x';
            Files.write(model.resolve(DECODER), bytes);
        });
        edit(kind, "in an attribute that is no constant", "holds tensors in a form", graph -> inject(graph, g -> {
            g.add("Shape", "s", "encoder_hidden_states");
            g.add("ConstantOfShape", "bomb", "s").with("value",
                OnnxAttribute.of(OnnxTensor.external("", ElementType.FLOAT, new long[] {1}, "config.json", 0, 4)));
        }));
    }

    private void external(String kind, String name, String part, String location, long offset, long length, Change files) {
        add(kind, name, part, model -> {
            files.apply(model);
            edited(model, graph -> graph.add(
                OnnxTensor.external(WEIGHT, ElementType.FLOAT, new long[] {WIDTH}, location, offset, length)));
        });
    }

    // Shapes

    private void shapes() {
        String kind = "shapes";
        Map<String, long[]> shapes = Map.of("2^40", new long[] {1L << 40}, "below 0", new long[] {-WIDTH}, "2^62 by 2^62",
            new long[] {1L << 62, 1L << 62}, "2^61", new long[] {1L << 61}, "none", new long[] {}, "0", new long[] {0});
        shapes.forEach((name, sides) -> edit(kind, name, "Tensor " + WEIGHT, graph ->
            graph.add(new OnnxTensor(WEIGHT, ElementType.FLOAT, sides, new byte[4 * WIDTH]))));
        for (int type : new int[] {0, 8, 17, 99, -1}) {
            edit(kind, "element type " + type, "Tensor " + WEIGHT, graph ->
                graph.add(new OnnxTensor(WEIGHT, type, new long[] {1L << 40}, new byte[4 * WIDTH])));
        }
        edit(kind, "65 sides", "more than 64 sides", graph ->
            graph.add(new OnnxTensor(WEIGHT, ElementType.FLOAT, longs(65, 1), new byte[4])));
        edit(kind, "20 million numbers of an attribute", "MiB of memory", graph ->
            graph.nodes().get(0).with("sides", longs(20_000_000, 1)));
        large();
        edit(kind, "a weight without elements", "Tensor " + WEIGHT, graph ->
            graph.add(new OnnxTensor(WEIGHT, ElementType.FLOAT, new long[] {WIDTH}, new byte[0])));
    }

    private static long[] longs(int count, long value) {
        return Collections.nCopies(count, value).stream().mapToLong(Long::longValue).toArray();
    }

    // Counts and lengths

    private void counts() {
        String kind = "counts";
        int[] fields = {1, 5, 11, 12, 13};
        String[] names = {"nodes", "constants", "inputs", "outputs", "notes on values"};
        for (int i = 0; i < fields.length; i++) {
            byte[] empty = Wire.repeated(10_000_000, fields[i] << 3 | 2, 0);
            add(kind, "10 million " + names[i], "MiB of memory", model ->
                Files.write(model.resolve(DECODER), new Wire().bytes(7, empty).bytes()));
            if (i > 0) {
                large();
            }
        }
        add(kind, "10 million notes on the model", "MiB of memory", model ->
            Files.write(model.resolve(DECODER), Wire.repeated(10_000_000, 14 << 3 | 2, 0)));
        add(kind, "10 million names of one node", "MiB of memory", model -> Files.write(model.resolve(DECODER),
            new Wire().bytes(7, new Wire().bytes(1, Wire.repeated(10_000_000, 1 << 3 | 2, 0)).bytes()).bytes()));
        large();
        edit(kind, "5,000 inputs", "more than 1024 inputs", graph -> {
            for (int i = 0; i < 5000; i++) {
                graph.addInput(OnnxValue.ofAnyShape("in" + i, ElementType.FLOAT));
            }
        });
        add(kind, "100 million listed numbers", "MiB of memory", model -> Files.write(model.resolve(DECODER), new Wire()
            .bytes(7, new Wire().bytes(5, new Wire().number(2, 7).bytes(7, new byte[100_000_000]).bytes()).bytes()).bytes()));
        large();
    }

    private void lengths() {
        String kind = "declared lengths";
        for (long length : new long[] {1L << 31, (1L << 31) - 1, 1L << 32, 1L << 62, Long.MIN_VALUE, -1}) {
            add(kind, Long.toUnsignedString(length) + " bytes of graph", "claims " + Long.toUnsignedString(length), model ->
                Files.write(model.resolve(DECODER), new Wire().claimed(7, length, new byte[100]).bytes()));
            add(kind, Long.toUnsignedString(length) + " bytes of a constant", "claims " + Long.toUnsignedString(length), model ->
                Files.write(model.resolve(DECODER), new Wire().bytes(7,
                    new Wire().bytes(5, new Wire().claimed(9, length, new byte[9]).bytes()).bytes()).bytes()));
        }
        add(kind, "a name of 1.9 GB in a sparse file", "MiB of memory", model -> {
            byte[] head = new Wire().claimed(7, 1_900_000_006L, new byte[0]).claimed(2, 1_900_000_000L, new byte[0]).bytes();
            sparse(model.resolve(DECODER), head, head.length + 1_900_000_000L);
        });
        add(kind, "a sparse file of 3 GB", "more than 2 GiB", model -> sparse(model.resolve(DECODER), new byte[] {8, 8}, 3L << 30));
        add(kind, "a number of 11 bytes", "more than 10 bytes", model ->
            Files.write(model.resolve(DECODER), Wire.repeated(20, 0x88)));
        add(kind, "fields that no protobuf has", "field number 0", model -> Files.write(model.resolve(DECODER), new byte[100]));
        add(kind, "groups", "wire type 3", model -> Files.write(model.resolve(DECODER), Wire.repeated(100, 11)));
    }

    private static void sparse(Path file, byte[] head, long length) throws IOException {
        Files.write(file, head);
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(length);
        }
    }

    // Order

    private void order() {
        String kind = "order and nesting";
        edit(kind, "nodes the wrong way round", "", graph -> Collections.reverse(graph.nodes()));
        edit(kind, "a node that needs itself", "needs it in turn", graph -> inject(graph, g -> g.add("Identity", "bomb", "bomb")));
        edit(kind, "50,000 nodes in a circle", "needs it in turn", graph -> inject(graph, g -> {
            g.add("Identity", "bomb", "c49999");
            for (int i = 0; i < 50_000; i++) {
                g.add("Identity", "c" + i, i == 0 ? "bomb" : "c" + (i - 1));
            }
        }));
        large();
        edit(kind, "50,000 nodes in a row, the wrong way round", "", graph -> inject(graph, g -> {
            g.add("Identity", "bomb", "c49999");
            for (int i = 49_999; i >= 0; i--) {
                g.add("Identity", "c" + i, i == 0 ? "encoder_hidden_states" : "c" + (i - 1));
            }
        }));
        large();
        edit(kind, "a value that nothing makes", "which nothing makes", graph ->
            inject(graph, g -> g.add("Identity", "bomb", "nowhere")));
        add(kind, "If in If, 5,000 deep", "nested more than 64 deep", model -> {
            byte[] graph = new Wire().bytes(2, new byte[] {'g'}).bytes();
            for (int depth = 0; depth < 5000; depth++) {
                graph = new Wire().bytes(1, new Wire().bytes(4, new byte[] {'I', 'f'})
                    .bytes(5, new Wire().number(20, 5).bytes(6, graph).bytes()).bytes()).bytes();
            }
            Files.write(model.resolve(DECODER), new Wire().bytes(7, graph).bytes());
        });
        edit(kind, "If in If, 12 deep", "", graph -> inject(graph, g -> g.add(nested(12, "bomb"))));
    }

    private static OnnxNode nested(int depth, String output) {
        OnnxNode node = new OnnxNode("If", List.of("yes"), List.of(output));
        for (String branch : List.of("then_branch", "else_branch")) {
            OnnxGraph inner = new OnnxGraph(branch);
            inner.add(new OnnxTensor("yes", ElementType.BOOL, new long[0], new byte[] {1}));
            if (depth == 0 || branch.equals("else_branch")) {
                inner.add("Identity", output + depth + branch, "encoder_hidden_states");
            } else {
                inner.add(nested(depth - 1, output + depth + branch));
            }
            inner.addOutput(OnnxValue.ofAnyShape(output + depth + branch, ElementType.FLOAT));
            node.with(branch, inner);
        }
        node.inputs().set(0, "always");
        return node;
    }

    // Bombs

    private void bombs() {
        String kind = "bombs";
        String made = "more than 67108864 numbers";
        bomb(kind, "ConstantOfShape of 2^40", made, g -> g.add("ConstantOfShape", "b", vector(g, 1L << 40)));
        bomb(kind, "Expand to 2^20 by 2^20", made, g -> g.add("Expand", "b", one(g), vector(g, 1L << 20, 1L << 20)));
        bomb(kind, "Tile by 2^62", made, g -> g.add("Tile", "b", one(g), vector(g, 1L << 62)));
        bomb(kind, "Range to 2^50", made, g -> g.add("Range", "b", scalar(g, 0), scalar(g, 1L << 50), scalar(g, 1)));
        bomb(kind, "Range by steps of 0", made, g -> g.add("Range", "b", scalar(g, 0), scalar(g, 5), scalar(g, 0)));
        bomb(kind, "Pad by 2^40", made, g -> g.add("Pad", "b", one(g), vector(g, 0, 1L << 40)));
        bomb(kind, "Pad by 2^40, in an attribute", made, g ->
            g.add("Pad", "b", one(g)).with("pads", new long[] {0, 1L << 40}));
        bomb(kind, "OneHot of 2^40", made, g -> g.add("OneHot", "b", vector(g, 1), scalar(g, 1L << 40), vector(g, 0, 1)));
        bomb(kind, "a size by Mul and Concat", made, g -> {
            g.add("Mul", "m", vector(g, 1L << 20), vector(g, 1L << 20));
            g.add("Concat", "c", "m", vector(g, 2)).with("axis", 0);
            g.add("ConstantOfShape", "b", "c");
        });
        bomb(kind, "a size by Pow and Cast", made, g -> {
            g.add("Pow", "m", vector(g, 1000), vector(g, 5));
            g.add("Cast", "c", "m").with("to", ElementType.INT64);
            g.add("Expand", "b", one(g), "c");
        });
        bomb(kind, "a size by another operator", "cannot be foreseen", g -> {
            g.add("CumSum", "m", vector(g, 1L << 40), scalar(g, 0));
            g.add("Expand", "b", one(g), "m");
        });
        bomb(kind, "a size of an attribute's numbers", made, g -> {
            g.add(new OnnxNode("Constant", List.of(), List.of("m"))).with("value_ints", new long[] {1L << 30, 1L << 30});
            g.add("Expand", "b", one(g), "m");
        });
        bomb(kind, "a size in a branch of If", made, g -> {
            OnnxNode node = new OnnxNode("If", List.of("always"), List.of("b"));
            for (String branch : List.of("then_branch", "else_branch")) {
                OnnxGraph inner = new OnnxGraph(branch);
                inner.add("Expand", branch + "b", "bomb.one", inner.add(OnnxTensor.vector(branch + "v", 1L << 50)));
                inner.addOutput(OnnxValue.ofAnyShape(branch + "b", ElementType.FLOAT));
                node.with(branch, inner);
            }
            one(g);
            g.add(node);
        });
        String end = "could run without end";
        bomb(kind, "Loop of 2^62 rounds", end, g -> {
            OnnxGraph body = new OnnxGraph("body");
            body.addInput(OnnxValue.tensor("i", ElementType.INT64));
            body.addInput(OnnxValue.tensor("go", ElementType.BOOL));
            body.add("Identity", "goes", "go");
            body.add("Identity", "x", "encoder_hidden_states");
            body.addOutput(OnnxValue.tensor("goes", ElementType.BOOL));
            body.addOutput(OnnxValue.ofAnyShape("x", ElementType.FLOAT));
            g.add(new OnnxNode("Loop", List.of(scalar(g, 1L << 62), "always"), List.of("b"))).with("body", body);
        });
        bomb(kind, "Scan within Scan", "a Scan within a Scan", g -> {
            OnnxGraph inner = new OnnxGraph("inner");
            inner.addInput(OnnxValue.ofAnyShape("y", ElementType.FLOAT));
            inner.add("Identity", "z", "y");
            inner.addOutput(OnnxValue.ofAnyShape("z", ElementType.FLOAT));
            OnnxGraph outer = new OnnxGraph("outer");
            outer.addInput(OnnxValue.ofAnyShape("x", ElementType.FLOAT));
            outer.add(new OnnxNode("Scan", List.of("x"), List.of("w"))).with("body", inner).with("num_scan_inputs", 1);
            outer.addOutput(OnnxValue.ofAnyShape("w", ElementType.FLOAT));
            g.add(new OnnxNode("Scan", List.of("encoder_hidden_states"), List.of("b"))).with("body", outer)
                .with("num_scan_inputs", 1);
        });
        for (String operator : List.of("RandomNormal", "Multinomial", "Resize", "SequenceMap", "ConvTranspose", "StringSplit")) {
            bomb(kind, operator, end, g -> g.add(operator, "b", "encoder_hidden_states").with("shape", new long[] {1L << 40}));
        }
        for (String operator : List.of("BeamSearch", "EPContext", "CropAndResize")) {
            bomb(kind, "com.microsoft." + operator, end, g ->
                g.add(operator, "b", "encoder_hidden_states").inDomain("com.microsoft"));
        }
        bomb(kind, "ai.onnx.ml.TreeEnsemble", end, g -> g.add("TreeEnsemble", "b", "encoder_hidden_states").inDomain("ai.onnx.ml"));
    }

    private void bomb(String kind, String name, String part, Consumer<OnnxGraph> bomb) {
        edit(kind, name, part, graph -> inject(graph, g -> {
            bomb.accept(g);
            g.add("Identity", "bomb", "b");
        }));
    }

    private static String vector(OnnxGraph graph, long... numbers) {
        return graph.add(OnnxTensor.vector("bomb." + graph.initializers().size(), numbers));
    }

    private static String scalar(OnnxGraph graph, long number) {
        return graph.add(OnnxTensor.scalar("bomb." + graph.initializers().size(), number));
    }

    private static String one(OnnxGraph graph) {
        return graph.add(OnnxTensor.ofFloats("bomb.one", new long[] {1}, 1));
    }

    /** Lets everything that used the encoder's vectors use them plus a value "bomb", which some nodes in front make. */
    private static void inject(OnnxGraph graph, Consumer<OnnxGraph> bomb) {
        List<OnnxNode> before = List.copyOf(graph.nodes());
        before.forEach(node -> node.inputs().replaceAll(input ->
            input.equals("encoder_hidden_states") ? "hostile.states" : input));
        graph.nodes().clear();
        graph.add(new OnnxTensor("always", ElementType.BOOL, new long[0], new byte[] {1}));
        bomb.accept(graph);
        graph.add("Add", "hostile.states", "encoder_hidden_states", "bomb");
        before.forEach(graph::add);
    }

    // Operators

    private void operators() {
        String kind = "operators";
        bomb(kind, "of a library", "[evil.ops.Mine]", g -> g.add("Mine", "b", "encoder_hidden_states").inDomain("evil.ops"));
        bomb(kind, "of a function of the file that calls itself", "[local.F]", g ->
            g.add("F", "b", "encoder_hidden_states").inDomain("local"));
        cases.add(new Case(kind, "a function that calls itself, with its definition", model -> {
            edited(model, graph -> inject(graph, g -> g.add("F", "bomb", "encoder_hidden_states").inDomain("local")));
            byte[] call = new Wire().bytes(4, "F".getBytes()).bytes(7, "local".getBytes()).bytes();
            byte[] function = new Wire().bytes(1, "F".getBytes()).bytes(10, "local".getBytes()).bytes(7, call).bytes();
            Files.write(model.resolve(DECODER), new Wire().raw(Files.readAllBytes(model.resolve(DECODER)))
                .bytes(25, function).bytes());
        }, EARLY, "[local.F]"));
        cases.add(new Case(kind, "that ONNX does not have", model -> edited(model, graph ->
            inject(graph, g -> g.add("NoSuchOperator", "bomb", "encoder_hidden_states"))), HostileModels::open,
            "cannot be run by ONNX Runtime"));
        bomb(kind, "with a list of tensors", "in a form that translation models do not have", g -> g.add(
            new OnnxNode("Identity", List.of("encoder_hidden_states"), List.of("b"))).with("v", OnnxModel.read(
                new Wire().bytes(7, new Wire()
                .bytes(1, new Wire().bytes(5, new Wire().bytes(1, "v".getBytes()).number(20, 9).bytes(10, new byte[0]).bytes())
                .bytes()).bytes()).bytes(), "made").graph().nodes().get(0).attributes().get("v")));
        add(kind, "with sparse constants", "sparse constants", model -> Files.write(model.resolve(DECODER),
            new Wire().bytes(7, new Wire().bytes(15, new byte[0]).bytes()).bytes()));
        add(kind, "of two graphs", "second graph", model -> Files.write(model.resolve(DECODER), new Wire()
            .bytes(7, new byte[0]).bytes(7, new byte[0]).bytes()));
        cases.add(new Case(kind, "whose attributes are of another kind", model -> edited(model, graph ->
            graph.nodes().stream().filter(node -> node.is("Cast")).forEach(node -> node.with("to", "float"))),
            HostileModels::open, "cannot be run by ONNX Runtime"));
    }

    // Numbers

    private void numbers() {
        String kind = "numbers that are none";
        for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            cases.add(new Case(kind, number + " in decoder layer 2", model -> edited(model, graph ->
                poison(graph, "model.decoder.layers.1.encoder_attn.v_proj.bias", number)), HostileModels::open,
                "in decoder layer 2: the model's own numbers are not finite"));
            if (number > 0) {
                large();
            }
            cases.add(new Case(kind, number + " in every vector of the pieces", model -> edited(model, graph ->
                poison(graph, "model.shared.weight", number)), HostileModels::open,
                "in decoder layer 1: the model's own numbers are not finite"));
            if (!Float.isNaN(number)) {
                large();
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
