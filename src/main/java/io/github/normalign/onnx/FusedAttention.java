package io.github.normalign.onnx;

import java.util.Optional;

/**
 * Attention in one operator, which shows no weights: ONNX's own {@code Attention} (opset 23) and ONNX Runtime's
 * {@code MultiHeadAttention}. The weights are computed beside it from its inputs, as the operators' specifications say:
 * {@code softmax(scale Q K^T + mask)}.
 *
 * <p>Both take vectors with the heads side by side (B,T,H*d) or apart (B,H,T,d); {@code Attention} says by its attributes which.
 *
 * @param node the operator
 * @param queriesJoined whether the queries' heads lie side by side
 * @param keysJoined whether the keys' heads lie side by side
 * @param maskType element type of the mask; 0 where there is none
 */
record FusedAttention(OnnxNode node, boolean queriesJoined, boolean keysJoined, int maskType) implements AttentionWeights {

    private static final float OUT = -3.4e38f;
    private static final int BIAS = 3;
    private static final int POSITIONS = 4;
    private static final int ADDED = 5;

    /** Whether a node is such an operator. */
    static boolean is(OnnxNode node) {
        return node.is("Attention") || isMultiHead(node);
    }

    private static boolean isMultiHead(OnnxNode node) {
        return Products.isMicrosoft(node, "MultiHeadAttention");
    }

    /** Why the weights cannot be computed beside a node, as the end of a sentence about it; empty if they can. */
    static Optional<String> obstacle(GraphIndex index, OnnxNode node) {
        if (node.input(1).isEmpty() || node.input(2).isEmpty()) {
            return Optional.of("takes queries, keys and values packed into one input");
        }
        boolean past = isMultiHead(node) ? !node.input(6).isEmpty() : !node.input(4).isEmpty();
        if (past) {
            return Optional.of("goes on from a cache");
        }
        if (node.intAttribute("is_causal", 0) != 0 || node.intAttribute("unidirectional", 0) != 0) {
            return Optional.of("looks only backwards, as self-attention does");
        }
        OnnxAttribute softcap = node.attributes().get("softcap");
        if (softcap != null && softcap.asFloat() != 0) {
            return Optional.of("bends its scores (softcap), which no translation model does");
        }
        if (node.intAttribute("kv_num_heads", 0) != node.intAttribute("q_num_heads", 0)) {
            return Optional.of("has fewer heads for keys than for queries");
        }
        int type = maskType(index, node);
        if (!maskOf(node).isEmpty() && type != ElementType.BOOL && type != ElementType.FLOAT && type != ElementType.FLOAT16) {
            return Optional.of("has a mask of a type that the file does not tell");
        }
        return Optional.empty();
    }

    static FusedAttention of(GraphIndex index, OnnxNode node) {
        return new FusedAttention(node, queriesJoined(node), keysJoined(index, node, 1), maskType(index, node));
    }

    /** The values of the operator. */
    static HeadValues values(GraphIndex index, OnnxNode node) {
        String bias = isMultiHead(node) ? node.input(BIAS) : "";
        return new HeadValues(node.input(2), keysJoined(index, node, 2) ? HeadValues.Form.JOINED : HeadValues.Form.BY_HEAD, 1,
            bias);
    }

    @Override
    public String append(LayerNodes nodes) {
        String queries = nodes.toFloat("queries", node.input(0));
        String keys = nodes.toFloat("keys", node.input(1));
        if (isMultiHead(node) && !node.input(BIAS).isEmpty()) {
            // The biases of queries, keys and values, all of one length, lie one after the other.
            String bias = nodes.toFloat("bias", node.input(BIAS));
            queries = nodes.add("Add", "queries.biased", queries, part(nodes, bias, "queries", node.input(0), 0));
            if (keysJoined) {
                keys = nodes.add("Add", "keys.biased", keys, part(nodes, bias, "keys", node.input(0), 1));
            }
        }
        if (queriesJoined) {
            queries = nodes.transpose("queries.split", apart(nodes, "queries", queries), 0, 2, 1, 3);
        }
        String turned = keysJoined ? nodes.transpose("keys.turned", apart(nodes, "keys", keys), 0, 2, 3, 1)
            : nodes.transpose("keys.turned", keys, 0, 1, 3, 2);
        String scores = nodes.add("MatMul", "scores", queries, turned);
        return nodes.softmax("recomputed", masked(nodes, scale(nodes, scores, queries)));
    }

    private String scale(LayerNodes nodes, String scores, String queries) {
        OnnxAttribute scale = node.attributes().get("scale");
        if (scale != null && scale.asFloat() != 0) {
            return nodes.add("Mul", "scores.scaled", scores, nodes.number(scale.asFloat()));
        }
        String size = nodes.toFloat("head.size", nodes.lengths("head.size", queries, -1));
        return nodes.add("Div", "scores.scaled", scores, nodes.add("Sqrt", "head.root", size));
    }

    private String masked(LayerNodes nodes, String scores) {
        String all = scores;
        if (isMultiHead(node) && !node.input(POSITIONS).isEmpty()) {
            String wide = nodes.add("Reshape", "mask.wide", node.input(POSITIONS), nodes.shape("mask",
                nodes.lengths("mask.batch", node.input(POSITIONS), 0), nodes.ints(1, 1), nodes.ints(-1)));
            all = nodes.add("Where", "scores.kept", nodes.cast("mask.truth", wide, ElementType.BOOL), all, nodes.number(OUT));
        }
        String mask = maskOf(node);
        if (!mask.isEmpty()) {
            all = maskType == ElementType.BOOL ? nodes.add("Where", "scores.masked", mask, all, nodes.number(OUT))
                : nodes.add("Add", "scores.masked", all, nodes.toFloat("mask", mask));
        }
        return all;
    }

    /** (B,T,H*d) to (B,T,H,d). */
    private static String apart(LayerNodes nodes, String part, String value) {
        return nodes.add("Reshape", part + ".four", value, nodes.shape(part, nodes.lengths(part + ".joined", value, 0, 1),
            nodes.ints(nodes.heads(), -1)));
    }

    /** The n-th piece, as long as the vectors of a value, of the biases. */
    private static String part(LayerNodes nodes, String biases, String part, String value, int number) {
        String length = nodes.lengths(part + ".length", value, -1);
        String start = nodes.add("Mul", part + ".start", length, nodes.ints(number));
        String end = nodes.add("Add", part + ".end", start, length);
        return nodes.add("Slice", part + ".bias", biases, start, end);
    }

    private static boolean queriesJoined(OnnxNode node) {
        return isMultiHead(node) || node.intAttribute("q_num_heads", 0) > 0;
    }

    /** MultiHeadAttention takes keys and values with the heads apart too, and then only their shape tells. */
    private static boolean keysJoined(GraphIndex index, OnnxNode node, int input) {
        if (!isMultiHead(node)) {
            return queriesJoined(node);
        }
        // A transposition of four sides is what puts heads apart.
        boolean apart = index.producer(node.input(input)).map(made -> made.attributes().get("perm"))
            .map(permutation -> permutation.asInts().length == 4).orElse(false);
        return !apart;
    }

    private static String maskOf(OnnxNode node) {
        return isMultiHead(node) ? node.input(ADDED) : node.input(3);
    }

    private static int maskType(GraphIndex index, OnnxNode node) {
        return maskOf(node).isEmpty() ? 0 : ValueTypes.of(index, maskOf(node));
    }
}
