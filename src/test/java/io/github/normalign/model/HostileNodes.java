package io.github.normalign.model;

import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxGraph;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.onnx.OnnxNode;
import io.github.normalign.onnx.OnnxTensor;
import io.github.normalign.onnx.OnnxValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Nodes made to do harm: their order, what they would make, and what they are. */
final class HostileNodes {

    private final HostileGraphs cases;

    HostileNodes(HostileGraphs cases) {
        this.cases = cases;
    }

    void order() {
        String kind = "order and nesting";
        cases.edit(kind, "nodes the wrong way round", "", graph -> Collections.reverse(graph.nodes()));
        cases.inject(kind, "a node that needs itself", "needs it in turn", g -> g.add("Identity", "bomb", "bomb"));
        cases.inject(kind, "50,000 nodes in a circle", "needs it in turn", g -> {
            g.add("Identity", "bomb", "c49999");
            for (int i = 0; i < 50_000; i++) {
                g.add("Identity", "c" + i, i == 0 ? "bomb" : "c" + (i - 1));
            }
        });
        cases.large();
        cases.inject(kind, "50,000 nodes in a row, the wrong way round", "", g -> {
            g.add("Identity", "bomb", "c49999");
            for (int i = 49_999; i >= 0; i--) {
                g.add("Identity", "c" + i, i == 0 ? "encoder_hidden_states" : "c" + (i - 1));
            }
        });
        cases.large();
        cases.inject(kind, "a value that nothing makes", "which nothing makes", g -> g.add("Identity", "bomb", "nowhere"));
        cases.bytes(kind, "If in If, 5,000 deep", "nested more than 64 deep", () -> {
            byte[] graph = new Wire().bytes(2, new byte[] {'g'}).bytes();
            for (int depth = 0; depth < 5000; depth++) {
                graph = new Wire().bytes(1, new Wire().bytes(4, new byte[] {'I', 'f'})
                    .bytes(5, new Wire().number(20, 5).bytes(6, graph).bytes()).bytes()).bytes();
            }
            return new Wire().bytes(7, graph).bytes();
        });
        cases.inject(kind, "If in If, 12 deep", "", g -> g.add(nested(12, "bomb")));
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

    void bombs() {
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
        cases.inject(kind, name, part, g -> {
            bomb.accept(g);
            g.add("Identity", "bomb", "b");
        });
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

    void operators() {
        String kind = "operators";
        bomb(kind, "of a library", "[evil.ops.Mine]", g -> g.add("Mine", "b", "encoder_hidden_states").inDomain("evil.ops"));
        bomb(kind, "of a function of the file that calls itself", "[local.F]", g ->
            g.add("F", "b", "encoder_hidden_states").inDomain("local"));
        cases.add(kind, "a function that calls itself, with its definition", "[local.F]", model -> {
            HostileGraphs.edited(model, graph ->
                HostileGraphs.inject(graph, g -> g.add("F", "bomb", "encoder_hidden_states").inDomain("local")));
            byte[] call = new Wire().bytes(4, "F".getBytes()).bytes(7, "local".getBytes()).bytes();
            byte[] function = new Wire().bytes(1, "F".getBytes()).bytes(10, "local".getBytes()).bytes(7, call).bytes();
            Path decoder = model.resolve(HostileGraphs.DECODER);
            Files.write(decoder, new Wire().raw(Files.readAllBytes(decoder)).bytes(25, function).bytes());
        });
        cases.inject(kind, "that ONNX does not have", "cannot be run by ONNX Runtime", g ->
            g.add("NoSuchOperator", "bomb", "encoder_hidden_states"));
        cases.usedBy(HostileModels::open);
        bomb(kind, "with a list of tensors", "in a form that translation models do not have", g -> g.add(
            new OnnxNode("Identity", List.of("encoder_hidden_states"), List.of("b"))).with("v", OnnxModel.read(
                new Wire().bytes(7, new Wire()
                .bytes(1, new Wire().bytes(5, new Wire().bytes(1, "v".getBytes()).number(20, 9).bytes(10, new byte[0]).bytes())
                .bytes()).bytes()).bytes(), "made").graph().nodes().get(0).attributes().get("v")));
        cases.bytes(kind, "with sparse constants", "sparse constants", () ->
            new Wire().bytes(7, new Wire().bytes(15, new byte[0]).bytes()).bytes());
        cases.bytes(kind, "of two graphs", "second graph", () ->
            new Wire().bytes(7, new byte[0]).bytes(7, new byte[0]).bytes());
        cases.edit(kind, "whose attributes are of another kind", "cannot be run by ONNX Runtime", graph ->
            graph.nodes().stream().filter(node -> node.is("Cast")).forEach(node -> node.with("to", "float")));
        cases.usedBy(HostileModels::open);
    }
}
