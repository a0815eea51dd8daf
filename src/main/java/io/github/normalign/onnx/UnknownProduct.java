package io.github.normalign.onnx;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a projection by an operator that is not among {@link Products}: any operator of ONNX Runtime's own, or {@code Einsum}, of
 * which all inputs but the first are constant and one is as large as a matrix. What it computes is not looked at; its sides are
 * told by what stands around it.
 */
final class UnknownProduct {

    private static final String[] BEFORE = {"Cast", "Identity", "Dropout"};
    private static final String[] AFTER = {"Cast", "Identity", "Dropout", "Reshape", "Add", "Div"};
    private static final String[] WITH_VECTOR = {"Add", "Mul", "LayerNormalization", "SimplifiedLayerNormalization"};
    private static final int MAX_STEPS = 8;
    private static final int LEAST_RANK = 2;
    private static final int MOST_RANK = 3;

    private final GraphIndex index;

    UnknownProduct(GraphIndex index) {
        this.index = index;
    }

    /** The projection that a node is; empty if it cannot be one or if its sides are not told. */
    Optional<OutputProjection> read(OnnxNode node) {
        boolean foreign = node.is("Einsum") || node.domain().equals("com.microsoft");
        boolean fixed = node.inputs().stream().skip(1).allMatch(name -> name.isEmpty() || index.isConstant(name));
        if (!foreign || Products.is(node) || !fixed) {
            return Optional.empty();
        }
        Optional<OnnxNode> shaped = reshapeBefore(node.input(0));
        OptionalLong dimension = dimension(node);
        if (shaped.isEmpty() || dimension.isEmpty()) {
            return Optional.empty();
        }
        int rank = rank(shaped.get().input(1));
        // In most models the heads' vectors side by side are as long as the decoder's.
        long inner = lastSide(shaped.get().input(1)).orElse(dimension.getAsLong());
        int type = ValueTypes.of(index, node.input(0));
        boolean floats = type == 0 || type == ElementType.FLOAT || type == ElementType.FLOAT16;
        if (rank < LEAST_RANK || rank > MOST_RANK || !floats || !holdsMatrix(node, Math.max(inner, dimension.getAsLong()))) {
            return Optional.empty();
        }
        return Optional.of(new OutputProjection(new ProbedWeight(node, node.inputs().size(), rank, true, inner,
            dimension.getAsLong(), type == 0 ? ElementType.FLOAT : type, node.opType()), node.output()));
    }

    private boolean holdsMatrix(OnnxNode node, long vector) {
        return node.inputs().stream().skip(1).flatMap(input -> index.constantTensor(input).stream())
            .anyMatch(tensor -> tensor.elements() > vector);
    }

    private Optional<OnnxNode> reshapeBefore(String value) {
        Optional<OnnxNode> made = index.producer(value);
        for (int step = 0; step < MAX_STEPS && made.filter(node -> node.is(BEFORE)).isPresent(); step++) {
            made = index.producer(made.get().input(0));
        }
        return made.filter(node -> node.is("Reshape"));
    }

    /** How many sides a shape names; a part that is computed is one length. 0 if it is not told. */
    private int rank(String shape) {
        Optional<long[]> fixed = fixed(shape);
        if (fixed.isPresent()) {
            return fixed.get().length;
        }
        return index.producer(shape).filter(node -> node.is("Concat"))
            .map(node -> node.inputs().stream().mapToInt(part -> fixed(part).map(sides -> sides.length).orElse(1)).sum()).orElse(0);
    }

    private OptionalLong lastSide(String shape) {
        Optional<long[]> fixed = fixed(shape);
        if (fixed.isEmpty()) {
            fixed = index.producer(shape).filter(node -> node.is("Concat"))
                .flatMap(node -> fixed(node.inputs().get(node.inputs().size() - 1)));
        }
        return fixed.filter(sides -> sides.length > 0 && sides[sides.length - 1] > 0)
            .map(sides -> OptionalLong.of(sides[sides.length - 1])).orElse(OptionalLong.empty());
    }

    /** The numbers of a list that is stored in the graph. */
    private Optional<long[]> fixed(String value) {
        return index.constantTensor(value).filter(found -> found.dimensions().length == 1).flatMap(OnnxTensor::shapeNumbers);
    }

    /** D, by the attribute that ONNX Runtime's operators name it with, or by the first vector that comes in after. */
    private OptionalLong dimension(OnnxNode node) {
        if (node.intAttribute("N", 0) > 0) {
            return OptionalLong.of(node.intAttribute("N", 0));
        }
        OnnxNode current = node;
        for (int step = 0; step < MAX_STEPS && current != null; step++) {
            OnnxNode next = null;
            for (GraphIndex.Use use : index.uses(current.output())) {
                OnnxNode user = use.node();
                OptionalLong length = user.is(WITH_VECTOR) || Products.isMicrosoft(user, "SkipLayerNormalization")
                    ? vectorLength(user) : OptionalLong.empty();
                if (length.isPresent()) {
                    return length;
                }
                next = user.is(AFTER) ? user : next;
            }
            current = next;
        }
        return OptionalLong.empty();
    }

    private OptionalLong vectorLength(OnnxNode user) {
        return user.inputs().stream().flatMap(input -> index.constantTensor(input).stream())
            .filter(found -> found.dimensions().length == 1).mapToLong(found -> found.dimensions()[0])
            .filter(length -> length > 1).findFirst();
    }
}
