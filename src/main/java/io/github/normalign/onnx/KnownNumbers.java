package io.github.normalign.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The constants of a graph, and the numbers of those that are as short as shapes are: computed here, as far as operators on shapes
 * go, so that a size can be judged before anything of that size is made. Whole numbers are computed as doubles, without rounding
 * down where they divide: what is wanted is whether a size is absurd.
 */
final class KnownNumbers {

    /** A shape has a few sides; longer constants are weights. */
    private static final int MOST = 64;

    /** For constants whose numbers are not known. */
    private static final double[] UNKNOWN = {};

    private final KnownNumbers outer;
    private final Map<String, double[]> constants = new HashMap<>();
    private final Map<String, OnnxTensor> tensors;

    /** Of a graph inside the one that {@code outer} belongs to, if any; nodes have to be added in their order. */
    KnownNumbers(KnownNumbers outer, Map<String, OnnxTensor> tensors) {
        this.outer = outer;
        this.tensors = tensors;
        tensors.forEach((name, tensor) -> constants.put(name, numbers(tensor)));
    }

    /** Whether a value is the same in every run. */
    boolean isConstant(String value) {
        return constants.containsKey(value) || outer != null && outer.isConstant(value);
    }

    /** The numbers of a constant; empty if it is none, or they are too many or come about in a way that is not computed here. */
    Optional<double[]> of(String value) {
        double[] found = constants.get(value);
        if (found == null) {
            return outer == null ? Optional.empty() : outer.of(value);
        }
        return found.length == 0 ? Optional.empty() : Optional.of(found);
    }

    /** Adds what a node gives, if all that it uses is constant. */
    void add(OnnxNode node) {
        boolean constant = node.inputs().stream().allMatch(input -> input.isEmpty() || isConstant(input))
            && GraphIndex.captured(node, false).stream().allMatch(this::isConstant);
        if (constant) {
            double[] numbers = result(node);
            for (int i = 0; i < node.outputs().size(); i++) {
                constants.put(node.outputs().get(i), i == 0 && numbers.length <= MOST ? numbers : UNKNOWN);
            }
        }
    }

    private double[] result(OnnxNode node) {
        if (!node.is(node.opType())) {
            return UNKNOWN;
        }
        return switch (node.opType()) {
            case "Constant" -> constant(node);
            case "Shape" -> tensor(node.input(0)).map(tensor -> doubles(tensor.dimensions())).orElse(UNKNOWN);
            case "Size" -> tensor(node.input(0)).map(tensor -> new double[] {tensor.elements()}).orElse(UNKNOWN);
            // Of a slice all numbers stand in place of some: a size only grows by that.
            case "Identity", "Cast", "Unsqueeze", "Squeeze", "Reshape", "Flatten", "Slice" -> of(node.input(0)).orElse(UNKNOWN);
            case "Neg" -> each(node, number -> -number);
            case "Abs" -> each(node, Math::abs);
            case "Sqrt" -> each(node, Math::sqrt);
            case "Ceil" -> each(node, Math::ceil);
            case "Floor" -> each(node, Math::floor);
            case "Add", "Sum" -> both(node, Double::sum);
            case "Sub" -> both(node, (a, b) -> a - b);
            case "Mul" -> both(node, (a, b) -> a * b);
            case "Div" -> both(node, (a, b) -> a / b);
            case "Pow" -> both(node, Math::pow);
            case "Max" -> both(node, Math::max);
            case "Min" -> both(node, Math::min);
            case "Equal" -> both(node, (a, b) -> a == b ? 1 : 0);
            case "ReduceProd" -> reduced(node, 1, (a, b) -> a * b);
            case "ReduceSum" -> reduced(node, 0, Double::sum);
            case "ReduceMax" -> reduced(node, Double.NEGATIVE_INFINITY, Math::max);
            case "Concat" -> joined(node.inputs());
            case "Where" -> chosen(node);
            case "Gather" -> gathered(node);
            case "ConstantOfShape" -> repeated(node);
            default -> UNKNOWN;
        };
    }

    private Optional<OnnxTensor> tensor(String name) {
        OnnxTensor found = tensors.get(name);
        return found != null || outer == null ? Optional.ofNullable(found) : outer.tensor(name);
    }

    private static double[] constant(OnnxNode node) {
        for (OnnxAttribute value : node.attributes().values()) {
            double[] numbers = value.tensor().map(KnownNumbers::numbers).orElseGet(value::numbers);
            return numbers.length <= MOST ? numbers : UNKNOWN;
        }
        return UNKNOWN;
    }

    private static double[] numbers(OnnxTensor tensor) {
        return tensor.shortNumbers(MOST).orElse(UNKNOWN);
    }

    private static double[] doubles(long[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    private double[] each(OnnxNode node, DoubleUnaryOperator operator) {
        return Arrays.stream(of(node.input(0)).orElse(UNKNOWN)).map(operator).toArray();
    }

    private double[] both(OnnxNode node, DoubleBinaryOperator operator) {
        double[] left = of(node.input(0)).orElse(UNKNOWN);
        double[] right = of(node.input(1)).orElse(UNKNOWN);
        int length = Math.max(left.length, right.length);
        boolean fits = (left.length == 1 || left.length == length) && (right.length == 1 || right.length == length);
        return node.inputs().size() != 2 || !fits ? UNKNOWN : IntStream.range(0, length)
            .mapToDouble(i -> operator.applyAsDouble(left[i % left.length], right[i % right.length])).toArray();
    }

    private double[] reduced(OnnxNode node, double from, DoubleBinaryOperator operator) {
        return of(node.input(0)).map(numbers -> new double[] {Arrays.stream(numbers).reduce(from, operator)}).orElse(UNKNOWN);
    }

    private double[] joined(List<String> inputs) {
        DoubleStream all = DoubleStream.empty();
        int count = 0;
        for (String input : inputs) {
            Optional<double[]> part = of(input);
            count += part.map(numbers -> numbers.length).orElse(0);
            if (part.isEmpty() || count > MOST) {
                return UNKNOWN;
            }
            all = DoubleStream.concat(all, Arrays.stream(part.get()));
        }
        return all.toArray();
    }

    private double[] chosen(OnnxNode node) {
        double[] condition = of(node.input(0)).orElse(UNKNOWN);
        double[] yes = of(node.input(1)).orElse(UNKNOWN);
        double[] no = of(node.input(2)).orElse(UNKNOWN);
        int length = Math.max(condition.length, Math.max(yes.length, no.length));
        boolean fits = IntStream.of(condition.length, yes.length, no.length).allMatch(each -> each == 1 || each == length);
        return !fits ? UNKNOWN : IntStream.range(0, length).mapToDouble(i -> condition[i % condition.length] != 0
            ? yes[i % yes.length] : no[i % no.length]).toArray();
    }

    private double[] gathered(OnnxNode node) {
        double[] from = of(node.input(0)).orElse(UNKNOWN);
        double[] places = of(node.input(1)).orElse(UNKNOWN);
        boolean within = from.length > 0 && Arrays.stream(places).allMatch(place -> place >= -from.length && place < from.length);
        return within ? Arrays.stream(places).map(place -> from[((int) place + from.length) % from.length]).toArray() : UNKNOWN;
    }

    private double[] repeated(OnnxNode node) {
        double count = of(node.input(0)).map(RunRules::product).orElse(0.0);
        double value = Optional.ofNullable(node.attributes().get("value")).flatMap(OnnxAttribute::tensor)
            .map(KnownNumbers::numbers).filter(numbers -> numbers.length == 1).map(numbers -> numbers[0]).orElse(0.0);
        if (count < 1 || count > MOST) {
            return UNKNOWN;
        }
        double[] numbers = new double[(int) count];
        Arrays.fill(numbers, value);
        return numbers;
    }
}
