package io.github.normalign.onnx;

/**
 * The value vectors v of the heads, in the form that a graph has them.
 *
 * @param value name of the value
 * @param form its sides
 * @param factor what the product of weights and values is multiplied by
 * @param bias a vector whose last H*d numbers are to be added; empty where the bias is in already
 */
record HeadValues(String value, Form form, float factor, String bias) {

    /** Orders of sides: batch B, heads H, source positions S, numbers d. */
    enum Form {
        /** (B,H,S,d) or (B*H,S,d). */
        BY_HEAD,
        /** (B,H,d,S) or (B*H,d,S). */
        BY_HEAD_TURNED,
        /** (B,S,H*d). */
        JOINED
    }

    /** Writes what makes float32 (B,H,S,d) of them; gives the name. */
    String append(LayerNodes nodes, long headSize) {
        long heads = nodes.heads();
        String values = nodes.toFloat("values", value);
        String split;
        if (form == Form.JOINED) {
            if (!bias.isEmpty()) {
                values = nodes.add("Add", "values.biased", values, nodes.toFloat("values.bias", lastOf(nodes, heads * headSize)));
            }
            String four = nodes.add("Reshape", "values.four", values,
                nodes.shape("values", nodes.lengths("values.joined", value, 0, 1), nodes.ints(heads, headSize)));
            split = nodes.transpose("values.split", four, 0, 2, 1, 3);
        } else if (form == Form.BY_HEAD_TURNED) {
            String four = nodes.add("Reshape", "values.four", values, nodes.shape("values", nodes.ints(-1, heads, headSize),
                nodes.lengths("values.turned", value, -1)));
            split = nodes.transpose("values.split", four, 0, 1, 3, 2);
        } else {
            split = nodes.add("Reshape", "values.split", values, nodes.shape("values", nodes.ints(-1, heads),
                nodes.lengths("values.byhead", value, -2), nodes.ints(headSize)));
        }
        return nodes.times("values", split, factor);
    }

    private String lastOf(LayerNodes nodes, long count) {
        long[] places = new long[(int) count];
        for (int i = 0; i < places.length; i++) {
            places[i] = i - count;
        }
        return nodes.add("Gather", "values.bias.part", bias, nodes.positions("values.bias.places", places));
    }
}
