package io.github.normalign.onnx;

/**
 * A weight in a form that only its operator reads, such as blocks of four-bit numbers. The operator is used a second time, on the
 * identity matrix: what it gives is the weight. ONNX Runtime does so once, when the model is opened, because all of it is
 * constant. (Feeding it the value vectors one head at a time would give the same at H times the cost of a projection, in every
 * run; and an operator that quantises what comes in rounds those, but not ones and noughts.)
 *
 * @param product the operator, its first input being what is projected
 * @param inputs how many of its inputs to keep, so that its bias is left out
 * @param inner H*d
 * @param dimension D
 * @param inputType element type of what comes in
 * @param precision how the numbers are stored
 */
record ProbedWeight(OnnxNode product, int inputs, long inner, long dimension, int inputType, String precision)
        implements OutputWeight {

    @Override
    public String append(LayerNodes nodes) {
        String[] probe = product.inputs().subList(0, Math.min(inputs, product.inputs().size())).toArray(new String[0]);
        probe[0] = nodes.identity("projection", inner);
        if (inputType != ElementType.FLOAT) {
            probe[0] = nodes.cast("projection.probe", probe[0], inputType);
        }
        return nodes.toFloat("projection", nodes.copy(product, "projection.probed", probe));
    }
}
