package io.github.normalign.onnx;

/**
 * Appends the nodes of one layer's outputs to a graph. Everything is float32 from the first step, whatever the model is. Heads
 * that are not given are left out as early as they stand apart: before their vectors are made.
 */
final class AlignmentNodes {

    private final OnnxGraph graph;
    private final LayerNodes nodes;
    private final CrossAttentionSite site;
    private final int layer;
    private final int heads;
    private final long[] given;

    /** For the heads at these places, from 0, ascending. */
    AlignmentNodes(OnnxGraph graph, CrossAttentionSite site, int layer, int heads, long... given) {
        this.given = given;
        this.graph = graph;
        this.nodes = new LayerNodes(graph, layer, heads);
        this.site = site;
        this.layer = layer;
        this.heads = heads;
    }

    void append(AlignmentOutputs outputs) {
        String weights = weights();
        if (outputs != AlignmentOutputs.WEIGHTS) {
            String values = site.values().append(nodes, site.projection().weight().inner() / heads);
            String length = nodes.lengths("values", values, 2);
            String vectors = vectors(values);
            gram(vectors, length);
            if (outputs == AlignmentOutputs.SELF_CHECK) {
                sum(weights, vectors, length);
                projection(weights);
            }
        }
    }

    /** The heads that are given, of a value that has all heads along a side. */
    private String given(String part, String value, int side) {
        return given.length == heads ? value : nodes.gather(part, value, side, nodes.ints(given));
    }

    /** (B,H,T,S); the reshaping changes something only where the batch and the heads are one dimension. */
    private String weights() {
        String raw = site.weights().append(nodes);
        String shape = nodes.shape("weights", nodes.ints(-1), nodes.ints(heads), nodes.lengths("weights", raw, -2, -1));
        String all = AlignmentGraph.weights(layer);
        if (given.length == heads) {
            graph.add("Reshape", all, nodes.toFloat("weights", raw), shape);
        } else {
            String four = nodes.add("Reshape", "weights.four", nodes.toFloat("weights", raw), shape);
            graph.add("Gather", all, four, nodes.ints(given)).with("axis", 1);
        }
        graph.addOutput(OnnxValue.tensor(all, ElementType.FLOAT, "batch", given.length, "target", "source"));
        return all;
    }

    /**
     * The transformed value vectors f, head by head: (H, B*S, D) = v (H, B*S, d) x W_O (H, d, D). One product a head over all
     * pairs at once is faster than one a head and pair.
     */
    private String vectors(String values) {
        OutputWeight weight = site.projection().weight();
        long headSize = weight.inner() / heads;
        String turned = nodes.transpose("values.turned", given("values.given", values, 1), 1, 0, 2, 3);
        String flat = nodes.add("Reshape", "values.flat", turned, nodes.ints(given.length, -1, headSize));
        String byHead = nodes.add("Reshape", "projection.heads", weight.append(nodes),
            nodes.ints(heads, headSize, weight.dimension()));
        return nodes.add("MatMul", "vectors", flat, given("projection.given", byHead, 0));
    }

    /** (B,S,H,H) = f (B*S,H,D) x f (B*S,D,H): the products of all heads' vectors at one position. */
    private void gram(String vectors, String length) {
        String rows = nodes.transpose("vectors.rows", vectors, 1, 0, 2);
        String columns = nodes.transpose("vectors.columns", vectors, 1, 2, 0);
        String products = nodes.add("MatMul", "products", rows, columns);
        String all = AlignmentGraph.gram(layer);
        graph.add("Reshape", all, products, nodes.shape("gram", nodes.ints(-1), length,
            nodes.ints(given.length, given.length)));
        graph.addOutput(OnnxValue.tensor(all, ElementType.FLOAT, "batch", "source", given.length, given.length));
    }

    /** (B,T,D): weights (B,T,H*S) x f (B,H*S,D) sums over heads and positions in one product. */
    private void sum(String weights, String vectors, String length) {
        long dimension = site.projection().weight().dimension();
        String byStep = nodes.transpose("sum.weights", weights, 0, 2, 1, 3);
        String steps = nodes.lengths("sum.steps", weights, -2);
        String flat = nodes.add("Reshape", "sum.flat", byStep,
            nodes.shape("sum.flat", nodes.lengths("sum.batch", weights, 0), steps, nodes.ints(-1)));
        String split = nodes.add("Reshape", "sum.split", vectors,
            nodes.shape("sum.split", nodes.ints(given.length, -1), length, nodes.ints(dimension)));
        String turned = nodes.transpose("sum.turned", split, 1, 0, 2, 3);
        String pairs = nodes.add("Reshape", "sum.vectors", turned,
            nodes.shape("sum.vectors", nodes.lengths("sum.pairs", weights, 0), nodes.ints(-1, dimension)));
        graph.add("MatMul", AlignmentGraph.sum(layer), flat, pairs);
        graph.addOutput(OnnxValue.tensor(AlignmentGraph.sum(layer), ElementType.FLOAT, "batch", "target", dimension));
    }

    private void projection(String weights) {
        long dimension = site.projection().weight().dimension();
        graph.add("Reshape", AlignmentGraph.projection(layer), nodes.toFloat("own", site.projection().output()),
            nodes.shape("own", nodes.ints(-1), nodes.lengths("own", weights, -2), nodes.ints(dimension)));
        graph.addOutput(OnnxValue.tensor(AlignmentGraph.projection(layer), ElementType.FLOAT, "batch", "target", dimension));
    }
}
