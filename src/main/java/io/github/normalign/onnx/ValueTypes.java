package io.github.normalign.onnx;

import java.util.Optional;

/** Tells the element type of a value, as far as inputs, constants, notes in the file and the operators say. */
final class ValueTypes {

    private static final int MAX_STEPS = 64;
    private static final String[] TRUTH = {"And", "Or", "Not", "Xor", "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual",
        "IsNaN", "IsInf"};
    private static final String[] SAME = {"Identity", "Expand", "Reshape", "Unsqueeze", "Squeeze", "Transpose", "Slice", "Concat",
        "Gather", "Tile", "Add", "Sub", "Mul", "Div", "Min", "Max", "Neg", "Trilu", "Dropout", "Softmax", "MatMul"};

    private ValueTypes() {
    }

    /**
     * The element type of a value.
     *
     * @return see {@link ElementType}; 0 if it is not known
     */
    static int of(GraphIndex index, String value) {
        String current = value;
        for (int step = 0; step < MAX_STEPS; step++) {
            int stated = stated(index.graph(), current);
            if (stated != 0) {
                return stated;
            }
            OnnxNode node = index.producer(current).orElse(null);
            if (node == null) {
                return 0;
            } else if (node.is(TRUTH)) {
                return ElementType.BOOL;
            } else if (node.is("Cast")) {
                return (int) node.intAttribute("to", 0);
            } else if (node.is("Constant", "ConstantOfShape")) {
                return Optional.ofNullable(node.attributes().get("value")).flatMap(OnnxAttribute::tensor)
                    .map(OnnxTensor::elementType).orElse(node.is("ConstantOfShape") ? ElementType.FLOAT : 0);
            } else if (node.is("Where")) {
                current = node.input(1);
            } else if (node.is(SAME)) {
                current = node.input(0);
            } else {
                return 0;
            }
        }
        return 0;
    }

    private static int stated(OnnxGraph graph, String value) {
        OnnxTensor constant = graph.initializers().get(value);
        if (constant != null) {
            return constant.elementType();
        }
        for (OnnxValue known : graph.inputs()) {
            if (known.name().equals(value)) {
                return known.elementType();
            }
        }
        for (OnnxValue known : graph.valueInfo()) {
            if (known.name().equals(value)) {
                return known.elementType();
            }
        }
        return 0;
    }
}
