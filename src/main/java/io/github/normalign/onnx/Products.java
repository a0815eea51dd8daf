package io.github.normalign.onnx;

import java.util.Arrays;

/**
 * The operators that multiply matrices: ONNX's own, and those of ONNX Runtime (domain {@code com.microsoft}) that its quantisers
 * and its optimizer put in their place. The first input is always the left matrix.
 */
final class Products {

    private static final int INT8_RIGHT = 3;

    private Products() {
    }

    /** Whether a node multiplies two matrices. */
    static boolean is(OnnxNode node) {
        return node.is("MatMul", "Gemm", "MatMulInteger", "QLinearMatMul") || isMicrosoft(node, "FusedMatMul",
            "TransposeMatMul", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "QGemm", "MatMulNBits", "MatMulBnb4");
    }

    /** Whether a node is one of ONNX Runtime's own operators. */
    static boolean isMicrosoft(OnnxNode node, String... names) {
        return node.domain().equals("com.microsoft") && Arrays.asList(names).contains(node.opType());
    }

    /** The input that is the right matrix, as it stands in the node. */
    static int rightInput(OnnxNode node) {
        return node.is("QLinearMatMul") || isMicrosoft(node, "QGemm") ? INT8_RIGHT : 1;
    }

    /** The right matrix, as it stands in the node. */
    static String right(OnnxNode node) {
        return node.input(rightInput(node));
    }

    /** Whether the right matrix is stored with rows and columns exchanged. */
    static boolean rightTurned(OnnxNode node) {
        return node.intAttribute("transB", 0) != 0;
    }

    /** What the product is multiplied by. */
    static float factor(OnnxNode node) {
        OnnxAttribute alpha = node.attributes().get("alpha");
        return alpha == null ? 1 : alpha.asFloat();
    }

    /** Whether a node multiplies sides that are not the last two, or turns the left matrix: nothing that attention does. */
    static boolean isUnusual(OnnxNode node) {
        return node.intAttribute("transA", 0) != 0 || node.intAttribute("transBatchA", 0) != 0
            || node.intAttribute("transBatchB", 0) != 0;
    }

    /** Whether the matrices that a node multiplies are whole numbers that stand for others. */
    static boolean isQuantised(OnnxNode node) {
        return node.is("MatMulInteger", "QLinearMatMul")
            || isMicrosoft(node, "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "QGemm");
    }

    /** The value that was quantised to make one; the value itself where that was not done. */
    static String beforeQuantisation(GraphIndex index, String value) {
        String current = value;
        OnnxNode node = index.producer(current).orElse(null);
        while (node != null && node.is("DynamicQuantizeLinear", "QuantizeLinear", "Identity")
                && node.output().equals(current)) {
            current = node.input(0);
            node = index.producer(current).orElse(null);
        }
        return current;
    }
}
