package io.github.normalign.onnx;

/**
 * A weight of whole numbers q that stands for {@code (q - zeroPoint) * scale}, as ONNX defines linear quantisation; point and
 * scale are one for all or one a column of (H*d, D).
 *
 * @param matrix the whole numbers
 * @param turned whether they are stored as (D, H*d) and not as (H*d, D)
 * @param scale name of the scale
 * @param zeroPoint name of the zero point; empty where it is 0
 * @param factor what the product is multiplied by
 */
record IntegerWeight(ConstantMatrix matrix, boolean turned, String scale, String zeroPoint, float factor)
        implements MatrixWeight {

    @Override
    public String append(LayerNodes nodes) {
        String weight = appendNumbers(nodes);
        if (!zeroPoint.isEmpty()) {
            weight = nodes.add("Sub", "projection.centred", weight, nodes.toFloat("projection.zero", zeroPoint));
        }
        String whole = nodes.add("Mul", "projection.whole", weight, nodes.toFloat("projection.scale", scale));
        return nodes.times("projection", whole, factor);
    }
}
