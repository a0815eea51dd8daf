package io.github.normalign.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a decoder's cross-attention by data flow alone; names and shapes say nothing reliable in exported graphs.
 *
 * <p>For each {@code Softmax}, in the graph's order, which is the order of the layers: back to the product Q x K, forward to the
 * product weights x V, and on to the first product with a constant matrix, the output projection. It is cross-attention if Q
 * depends on the decoder's piece ids and neither K nor V does. (In decoder self-attention K and V depend on them; in an
 * encoder's self-attention Q does not.)
 */
final class CrossAttentionFinder {

    private static final String[] AROUND_SCORES = {"Add", "Sub", "Mul", "Div", "Where", "Cast", "Reshape", "Identity", "Max",
        "Min", "Clip", "Squeeze", "Unsqueeze", "QuantizeLinear", "DequantizeLinear"};
    private static final String[] AFTER_WEIGHTS = {"Identity", "Cast", "Dropout", "Where", "Reshape", "Squeeze", "Unsqueeze",
        "Mul", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"};

    private final GraphIndex index;
    private final String decoderIds;
    private final ProjectionFinder projections;
    private final List<CrossAttentionSite> sites = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private int unprojected;

    private CrossAttentionFinder(GraphIndex index, String decoderIds) {
        this.index = index;
        this.decoderIds = decoderIds;
        this.projections = new ProjectionFinder(index);
    }

    /**
     * What was found.
     *
     * @param sites the cross-attention of each layer, first layer first
     * @param rejected for each other attention a phrase that says why it is not cross-attention, or not usable
     * @param unprojected how many of those are cross-attention without an output projection that can be read
     */
    record Findings(List<CrossAttentionSite> sites, List<String> rejected, int unprojected) {
    }

    /**
     * Searches a graph.
     *
     * @param index the graph
     * @param decoderIds the input that holds the decoder's piece ids
     */
    static Findings find(GraphIndex index, String decoderIds) {
        CrossAttentionFinder finder = new CrossAttentionFinder(index, decoderIds);
        for (OnnxNode node : index.nodes()) {
            if (node.is("Softmax")) {
                finder.examine(node, node.input(0));
            } else if (node.is("Div")) {
                finder.writtenOut(node).ifPresent(before -> finder.examine(node, before));
            } else if (FusedAttention.is(node)) {
                finder.examineFused(node);
            }
        }
        return new Findings(List.copyOf(finder.sites), List.copyOf(finder.rejected), finder.unprojected);
    }

    /**
     * What goes into a softmax that is written out, {@code exp(x) / sum(exp(x))}, as ONNX Runtime saves it where it has none for
     * the model's precision; empty for other divisions.
     */
    private Optional<String> writtenOut(OnnxNode division) {
        Optional<OnnxNode> power = index.producer(uncast(division.input(0))).filter(node -> node.is("Exp"));
        return power.filter(node -> index.producer(uncast(division.input(1))).filter(sum -> sum.is("ReduceSum"))
            .filter(sum -> uncast(sum.input(0)).equals(node.output())).isPresent()).map(node -> node.input(0));
    }

    /** Without recursion, because a damaged file may cast as often as it is long. */
    private String uncast(String value) {
        String current = value;
        Optional<OnnxNode> cast = index.producer(current).filter(node -> node.is("Cast"));
        while (cast.isPresent()) {
            current = cast.get().input(0);
            cast = index.producer(current).filter(node -> node.is("Cast"));
        }
        return current;
    }

    private void examine(OnnxNode softmax, String before) {
        Optional<OnnxNode> scores = scores(before);
        if (scores.isEmpty()) {
            reject(softmax, "does not follow a product of queries and keys");
        } else if (isCross(softmax, scores.get().input(0), Products.right(scores.get()))) {
            Optional<Mixture> mixture = mixture(softmax);
            if (mixture.isEmpty()) {
                reject(softmax, "is not followed by a product of weights and values");
            } else {
                add(softmax, new StoredWeights(mixture.get().weights()), values(mixture.get().product()),
                    mixture.get().product().output());
            }
        }
    }

    private void examineFused(OnnxNode attention) {
        Optional<String> obstacle = FusedAttention.obstacle(index, attention);
        if (obstacle.isPresent()) {
            reject(attention, obstacle.get());
        } else if (isCross(attention, attention.input(0), attention.input(1))) {
            add(attention, FusedAttention.of(index, attention), FusedAttention.values(index, attention), attention.output());
        }
    }

    /** Whether what attends depends on the decoder's ids and what it attends to does not; notes why, if not. */
    private boolean isCross(OnnxNode node, String query, String key) {
        if (!index.dependsOn(query, decoderIds)) {
            reject(node, "its queries do not depend on " + decoderIds + " (encoder attention)");
            return false;
        }
        if (index.dependsOn(key, decoderIds)) {
            reject(node, "its keys depend on " + decoderIds + " (decoder self-attention)");
            return false;
        }
        if (!index.dependsOnInputs(key)) {
            reject(node, "its keys do not come from the encoder");
            return false;
        }
        return true;
    }

    private void add(OnnxNode node, AttentionWeights weights, HeadValues values, String mixture) {
        if (index.dependsOn(values.value(), decoderIds) || !index.dependsOnInputs(values.value())) {
            reject(node, "its values do not come from the encoder");
            return;
        }
        Optional<OutputProjection> projection = projections.after(mixture);
        if (projection.isEmpty()) {
            unprojected++;
            reject(node, "is cross-attention, but is not followed by a product with a constant weight that can be read");
        } else {
            sites.add(new CrossAttentionSite(weights, values, projection.get()));
        }
    }

    private void reject(OnnxNode node, String why) {
        rejected.add(node.opType() + ' ' + (node.name().isEmpty() ? node.output() : node.name()) + ' ' + why);
    }

    private HeadValues values(OnnxNode product) {
        String right = Products.right(product);
        return new HeadValues(Products.isQuantised(product) ? Products.beforeQuantisation(index, right) : right,
            Products.rightTurned(product) ? HeadValues.Form.BY_HEAD_TURNED : HeadValues.Form.BY_HEAD, Products.factor(product), "");
    }

    /** The product of queries and keys nearest before a softmax. */
    private Optional<OnnxNode> scores(String before) {
        Deque<String> open = new ArrayDeque<>(List.of(before));
        Set<String> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            Optional<OnnxNode> made = index.producer(open.remove());
            if (made.isEmpty()) {
                continue;
            }
            OnnxNode node = made.get();
            if (Products.is(node)) {
                if (!index.isConstant(node.input(0)) && !index.isConstant(Products.right(node))) {
                    return made;
                }
            } else if (node.is(AROUND_SCORES)) {
                // A condition, a shape or a scale is not what the scores are made of.
                int first = node.is("Where") ? 1 : 0;
                int last = node.is("Reshape", "Squeeze", "Unsqueeze", "Clip", "QuantizeLinear", "DequantizeLinear")
                    ? 1 : node.inputs().size();
                for (int i = first; i < last; i++) {
                    if (!node.input(i).isEmpty() && seen.add(node.input(i))) {
                        open.add(node.input(i));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The product of weights and values, and the last value before it that still is the weights. */
    private record Mixture(OnnxNode product, String weights) {
    }

    private record Step(String value, String weights) {
    }

    private Optional<Mixture> mixture(OnnxNode softmax) {
        Deque<Step> open = new ArrayDeque<>(List.of(new Step(softmax.output(), softmax.output())));
        Set<String> seen = new HashSet<>(Set.of(softmax.output()));
        while (!open.isEmpty()) {
            Step step = open.remove();
            for (GraphIndex.Use use : index.uses(step.value())) {
                OnnxNode node = use.node();
                if (Products.is(node) && use.input() == 0 && !Products.isUnusual(node)
                        && !index.isConstant(Products.right(node))) {
                    return Optional.of(new Mixture(node, step.weights()));
                }
                if (node.is(AFTER_WEIGHTS) && carries(node, use.input()) && seen.add(node.output())) {
                    // A guard against rows of NaN and a mask of heads change the weights; the rest only change their form.
                    open.add(new Step(node.output(), node.is("Where", "Mul") ? node.output() : step.weights()));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether what comes in at an input goes on to the output, and is not a condition, a shape or a scale. */
    private static boolean carries(OnnxNode node, int input) {
        return node.is("Where") ? input > 0 : node.is("Mul") || input == 0;
    }
}
