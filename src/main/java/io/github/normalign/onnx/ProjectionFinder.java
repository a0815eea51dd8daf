package io.github.normalign.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the output projection of an attention: the first product with a constant matrix after the mixture of the values. */
final class ProjectionFinder {

    private static final String[] AFTER_MIXTURE = {"Transpose", "Reshape", "Cast", "Identity", "Dropout", "Squeeze", "Unsqueeze",
        "Flatten", "Mul", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"};
    private static final int MAX_SCALES = 4;

    private final GraphIndex index;
    private final UnknownProduct unknown;

    ProjectionFinder(GraphIndex index) {
        this.index = index;
        this.unknown = new UnknownProduct(index);
    }

    /** The projection after a mixture; empty if there is none that can be read. */
    Optional<OutputProjection> after(String mixture) {
        Deque<String> open = new ArrayDeque<>(List.of(mixture));
        Set<String> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            for (GraphIndex.Use use : index.uses(open.remove())) {
                OnnxNode node = use.node();
                boolean product = Products.is(node);
                if (use.input() == 0) {
                    Optional<OutputProjection> found = product ? read(node) : unknown.read(node);
                    if (found.isPresent()) {
                        return found;
                    }
                }
                if (!product && node.is(AFTER_MIXTURE) && (node.is("Mul") || use.input() == 0) && seen.add(node.output())) {
                    open.add(node.output());
                }
            }
        }
        return Optional.empty();
    }

    private Optional<OutputProjection> read(OnnxNode product) {
        if (Products.isMicrosoft(product, "MatMulNBits", "MatMulBnb4")) {
            return blocks(product).map(weight -> new OutputProjection(weight, product.output()));
        }
        Optional<ConstantMatrix> matrix = ConstantMatrix.of(index, Products.right(product));
        if (matrix.isEmpty()) {
            return Optional.empty();
        }
        if (product.is("MatMulInteger")) {
            return scaled(product, matrix.get());
        }
        OutputWeight weight;
        if (product.is("QLinearMatMul") || Products.isMicrosoft(product, "QGemm")) {
            weight = integers(product, matrix.get(), product.input(4), product.input(5));
        } else if (Products.isMicrosoft(product, "MatMulIntegerToFloat")) {
            weight = integers(product, matrix.get(), product.input(3), product.input(5));
        } else if (Products.isMicrosoft(product, "DynamicQuantizeMatMul")) {
            weight = integers(product, matrix.get(), product.input(2), product.input(3));
        } else {
            weight = new StoredWeight(matrix.get(), Products.rightTurned(product), Products.factor(product));
        }
        return Optional.of(new OutputProjection(weight, quantisedOutput(product)));
    }

    private static IntegerWeight integers(OnnxNode product, ConstantMatrix matrix, String scale, String zeroPoint) {
        return new IntegerWeight(matrix, Products.rightTurned(product), scale, zeroPoint, Products.factor(product));
    }

    /** What a product gives, after the step that makes floats of it where it gives whole numbers. */
    private String quantisedOutput(OnnxNode product) {
        boolean whole = product.is("QLinearMatMul") || Products.isMicrosoft(product, "QGemm") && !product.input(7).isEmpty();
        return !whole ? product.output() : index.uses(product.output()).stream().map(GraphIndex.Use::node)
            .filter(node -> node.is("DequantizeLinear")).map(OnnxNode::output).findFirst().orElse(product.output());
    }

    /**
     * A product of whole numbers and the multiplications after it, as {@code quantize_dynamic} writes them:
     * {@code Cast(MatMulInteger(x, w)) * (scale of x * scale of w)}, of which the second scale is constant.
     */
    private Optional<OutputProjection> scaled(OnnxNode product, ConstantMatrix matrix) {
        String value = product.output();
        for (int step = 0; step < MAX_SCALES; step++) {
            OnnxNode next = null;
            for (GraphIndex.Use use : index.uses(value)) {
                if (use.node().is("Cast", "Mul", "Reshape", "Identity") && (use.node().is("Mul") || use.input() == 0)) {
                    next = use.node();
                }
            }
            if (next == null) {
                break;
            }
            if (next.is("Mul")) {
                String factor = next.input(next.input(0).equals(value) ? 1 : 0);
                String constant = constantFactor(factor);
                if (!constant.isEmpty()) {
                    return Optional.of(new OutputProjection(
                        new IntegerWeight(matrix, false, constant, product.input(3), 1), next.output()));
                }
            }
            value = next.output();
        }
        return Optional.empty();
    }

    /** The constant that a scale is, or is a multiple of; empty if there is none. */
    private String constantFactor(String scale) {
        if (index.isConstant(scale)) {
            return scale;
        }
        return index.producer(scale).filter(node -> node.is("Mul"))
            .flatMap(node -> node.inputs().stream().filter(index::isConstant).findFirst()).orElse("");
    }

    /** Weights in blocks of few bits; K and N are what ONNX Runtime's documentation calls H*d and D. */
    private Optional<OutputWeight> blocks(OnnxNode product) {
        long inner = product.intAttribute("K", 0);
        long dimension = product.intAttribute("N", 0);
        boolean bnb = Products.isMicrosoft(product, "MatMulBnb4");
        int scales = 2;
        boolean constant = product.inputs().stream().skip(1).allMatch(input -> input.isEmpty() || index.isConstant(input));
        if (!constant || inner < 1 || dimension < 1 || product.input(scales).isEmpty()) {
            return Optional.empty();
        }
        String precision;
        if (bnb) {
            precision = product.intAttribute("quant_type", 1) == 0 ? "fp4" : "nf4";
        } else {
            precision = "int" + product.intAttribute("bits", 4);
        }
        int type = ValueTypes.of(index, product.input(scales));
        return Optional.of(new ProbedWeight(product, bnb ? 3 : 5, 2, false, inner, dimension,
            type == ElementType.FLOAT16 ? type : ElementType.FLOAT, precision));
    }
}
