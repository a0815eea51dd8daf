package io.github.normalign.onnx;

import java.util.Arrays;

/**
 * A weight that only its operator reads, such as blocks of four-bit numbers, or one in an operator of which no more is known than
 * that everything but its first input is constant. The operator is used a second time, on the identity matrix: what it gives is
 * the weight, and the bias in every row where it adds one. That is left out by leaving out the operator's input where it is known
 * which one it is, else by taking off what the operator makes of noughts. ONNX Runtime does all this once, when the model is
 * opened, because it is constant. (Feeding the operator the value vectors one head at a time would give the same at H times the
 * cost of a projection, in every run; and an operator that quantises what comes in rounds those, but not ones and noughts.)
 * Whether an operator that is not known is linear nobody says here; the self-check finds out.
 *
 * @param product the operator, its first input being what is projected
 * @param inputs how many of its inputs to keep
 * @param rank how many sides the first input has, 2 or more
 * @param lessNoughts whether to take off what the operator makes of noughts
 * @param inner H*d
 * @param dimension D
 * @param inputType element type of the first input
 * @param precision how the numbers are stored
 */
record ProbedWeight(OnnxNode product, int inputs, int rank, boolean lessNoughts, long inner, long dimension, int inputType,
        String precision) implements OutputWeight {

    @Override
    public String append(LayerNodes nodes) {
        String ones = nodes.identity("projection", inner);
        String answer = answer(nodes, "ones", ones);
        if (!lessNoughts) {
            return answer;
        }
        String noughts = nodes.add("Sub", "projection.noughts", ones, ones);
        return nodes.add("Sub", "projection.unbiased", answer, answer(nodes, "noughts", noughts));
    }

    private String answer(LayerNodes nodes, String part, String matrix) {
        String[] probe = product.inputs().subList(0, Math.min(inputs, product.inputs().size())).toArray(new String[0]);
        probe[0] = shaped(nodes, part, matrix);
        if (inputType != ElementType.FLOAT) {
            probe[0] = nodes.cast("projection." + part + ".cast", probe[0], inputType);
        }
        return nodes.toFloat("projection." + part, nodes.copy(product, "projection." + part + ".answer", probe));
    }

    private String shaped(LayerNodes nodes, String part, String matrix) {
        if (rank == 2) {
            return matrix;
        }
        long[] sides = new long[rank];
        Arrays.fill(sides, 1);
        sides[rank - 2] = inner;
        sides[rank - 1] = inner;
        return nodes.add("Reshape", "projection." + part + ".shaped", matrix, nodes.ints(sides));
    }
}
