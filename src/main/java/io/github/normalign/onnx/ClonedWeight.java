package io.github.normalign.onnx;

import java.util.Arrays;

/**
 * The weight of an operator of which no more is known than that everything but its first input is constant. The operator is used
 * twice more, on the identity matrix and on noughts: if it is linear but for a bias, the first less the second is the weight.
 * Both are constant, so ONNX Runtime computes them once, when the model is opened. Whether it really is linear nobody says here;
 * the self-check finds out.
 *
 * @param product the operator, its first input being what is projected
 * @param rank how many sides the first input has
 * @param inner H*d
 * @param dimension D
 * @param inputType element type of the first input
 */
record ClonedWeight(OnnxNode product, int rank, long inner, long dimension, int inputType) implements OutputWeight {

    @Override
    public String precision() {
        return product.opType();
    }

    @Override
    public String append(LayerNodes nodes) {
        String ones = nodes.identity("projection", inner);
        String noughts = nodes.add("Sub", "projection.noughts", ones, ones);
        return nodes.add("Sub", "projection.unbiased", answer(nodes, "ones", ones), answer(nodes, "noughts", noughts));
    }

    private String answer(LayerNodes nodes, String part, String matrix) {
        long[] sides = new long[rank];
        Arrays.fill(sides, 1);
        sides[rank - 2] = inner;
        sides[rank - 1] = inner;
        String probe = nodes.add("Reshape", "projection." + part + ".probe", matrix, nodes.ints(sides));
        String[] inputs = product.inputs().toArray(new String[0]);
        inputs[0] = nodes.cast("projection." + part + ".cast", probe, inputType);
        return nodes.toFloat("projection." + part, nodes.copy(product, "projection." + part + ".answer", inputs));
    }
}
