package io.github.normalign.onnx;

/**
 * Appends the nodes of one layer's outputs to a graph. Only operators whose form did not change between opsets 11 and 24 are
 * used, so that the model's own opset need not change. Everything is float32 from the first step, whatever the model is.
 */
final class AlignmentNodes {

    private static final String PREFIX = "normalign.";

    private final OnnxGraph graph;
    private final CrossAttentionSite site;
    private final int layer;
    private final int heads;

    AlignmentNodes(OnnxGraph graph, CrossAttentionSite site, int layer, int heads) {
        this.graph = graph;
        this.site = site;
        this.layer = layer;
        this.heads = heads;
    }

    void append(AlignmentOutputs outputs) {
        String weights = weights();
        if (outputs != AlignmentOutputs.WEIGHTS) {
            String vectors = vectors();
            gram(vectors);
            if (outputs == AlignmentOutputs.SELF_CHECK) {
                sum(weights, vectors);
                projection(weights);
            }
        }
    }

    /** (B,H,T,S); the reshaping changes something only where the batch and the heads are one dimension. */
    private String weights() {
        String shape = shape("weights", ints(-1), ints(heads), lengths("weights", site.weights(), -2, -1));
        String all = AlignmentGraph.weights(layer);
        graph.add("Reshape", all, toFloat("weights", site.weights()), shape);
        graph.addOutput(OnnxValue.tensor(all, ElementType.FLOAT, "batch", heads, "target", "source"));
        return all;
    }

    /**
     * The transformed value vectors f, head by head: (H, B*S, D) = v (H, B*S, d) x W_O (H, d, D). One product a head over all
     * pairs at once is faster than one a head and pair.
     */
    private String vectors() {
        long headSize = site.inner() / heads;
        String length = lengths("values", site.values(), -2);
        String split = add("Reshape", "values.split", toFloat("values", site.values()),
            shape("values", ints(-1), ints(heads), length, ints(headSize)));
        String turned = add("Transpose", new long[] {1, 0, 2, 3}, "values.turned", split);
        String flat = add("Reshape", "values.flat", turned, ints(heads, -1, headSize));
        String weight = toFloat("projection", site.outputWeight().value());
        if (site.outputWeightTurned()) {
            weight = add("Transpose", new long[] {1, 0}, "projection.turned", weight);
        }
        String byHead = add("Reshape", "projection.heads", weight, ints(heads, headSize, site.dimension()));
        return add("MatMul", "vectors", flat, byHead);
    }

    /** (B,S,H,H) = f (B*S,H,D) x f (B*S,D,H): the products of all heads' vectors at one position. */
    private void gram(String vectors) {
        String rows = add("Transpose", new long[] {1, 0, 2}, "vectors.rows", vectors);
        String columns = add("Transpose", new long[] {1, 2, 0}, "vectors.columns", vectors);
        String products = add("MatMul", "products", rows, columns);
        String all = AlignmentGraph.gram(layer);
        graph.add("Reshape", all, products,
            shape("gram", ints(-1), lengths("gram", site.values(), -2), ints(heads, heads)));
        graph.addOutput(OnnxValue.tensor(all, ElementType.FLOAT, "batch", "source", heads, heads));
    }

    /** (B,T,D): weights (B,T,H*S) x f (B,H*S,D) sums over heads and positions in one product. */
    private void sum(String weights, String vectors) {
        String byStep = add("Transpose", new long[] {0, 2, 1, 3}, "sum.weights", weights);
        String steps = lengths("sum.steps", weights, -2);
        String flat = add("Reshape", "sum.flat", byStep, shape("sum.flat", lengths("sum.batch", weights, 0), steps, ints(-1)));
        String split = add("Reshape", "sum.split", vectors, shape("sum.split", ints(heads, -1),
            lengths("sum.length", site.values(), -2), ints(site.dimension())));
        String turned = add("Transpose", new long[] {1, 0, 2, 3}, "sum.turned", split);
        String pairs = add("Reshape", "sum.vectors", turned,
            shape("sum.vectors", lengths("sum.pairs", weights, 0), ints(-1, site.dimension())));
        graph.add("MatMul", AlignmentGraph.sum(layer), flat, pairs);
        graph.addOutput(OnnxValue.tensor(AlignmentGraph.sum(layer), ElementType.FLOAT, "batch", "target", site.dimension()));
    }

    private void projection(String weights) {
        graph.add("Reshape", AlignmentGraph.projection(layer), toFloat("own", site.projection()),
            shape("own", ints(-1), lengths("own", weights, -2), ints(site.dimension())));
        graph.addOutput(OnnxValue.tensor(AlignmentGraph.projection(layer), ElementType.FLOAT, "batch", "target",
            site.dimension()));
    }

    private String toFloat(String name, String value) {
        String output = name(name + ".float");
        graph.add("Cast", output, value).with("to", ElementType.FLOAT);
        return output;
    }

    /** Lengths of some sides of a value, as a list; negative sides count from the last. */
    private String lengths(String name, String value, long... sides) {
        String shape = add("Shape", name + ".shape", value);
        return add("Gather", name + ".lengths", shape, ints(sides));
    }

    private String shape(String name, String... parts) {
        String output = name(name + ".target");
        graph.add("Concat", output, parts).with("axis", 0);
        return output;
    }

    private String add(String opType, String name, String... inputs) {
        String output = name(name);
        graph.add(opType, output, inputs);
        return output;
    }

    private String add(String opType, long[] permutation, String name, String input) {
        String output = name(name);
        graph.add(opType, output, input).with("perm", permutation);
        return output;
    }

    private String ints(long... values) {
        StringBuilder name = new StringBuilder(PREFIX).append("ints");
        for (long value : values) {
            name.append('_').append(value);
        }
        return graph.add(OnnxTensor.vector(name.toString(), values));
    }

    private String name(String part) {
        return PREFIX + layer + '.' + part;
    }
}
