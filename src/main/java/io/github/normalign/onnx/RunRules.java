package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * What a graph may hold that is handed to ONNX Runtime. A model comes from strangers, and a graph is a program: one node can ask
 * for a terabyte, a loop need not end. Everything that exporters of translation models write passes; refused are
 *
 * <ul>
 * <li>operators of domains that a library would have to be loaded for;
 * <li>operators with loops that the graph itself decides on ({@code Loop}, {@code SequenceMap}, a {@code Scan} within a
 *     {@code Scan}), whole translators, and operators for texts, images, sound, trees, random numbers and compiled parts;
 * <li>sizes that stand in the file ({@code ConstantOfShape}, {@code Expand}, {@code Tile}, {@code Range}, {@code Pad},
 *     {@code OneHot}) and amount to more than {@value #MOST_MADE} numbers, or cannot be computed though they are constant;
 * <li>constants whose shape and bytes do not agree, or that are of a kind that is not read.
 * </ul>
 *
 * <p>What is made from the inputs of a run is not bounded here: a graph that doubles its own values a hundred times passes.
 */
final class RunRules {

    /** Numbers that a node may make out of sizes in the file; the masks of 4,096 positions have a quarter of it. */
    static final long MOST_MADE = 1L << 26;

    /** Domains whose operators are part of ONNX Runtime; those of any other domain come from a library to be loaded. */
    private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc",
        "com.ms.internal.nhwc");

    private static final Set<String> REFUSED = Set.of("Loop", "SequenceMap", "SequenceConstruct", "SequenceEmpty",
        "SequenceInsert", "SequenceErase", "SequenceAt", "SequenceLength", "SplitToSequence", "ConcatFromSequence", "Optional",
        "OptionalGetElement", "OptionalHasElement", "BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch", "EPContext",
        "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli", "Tokenizer",
        "StringNormalizer", "StringSplit", "StringConcat", "RegexFullMatch", "TfIdfVectorizer", "WordConvEmbedding", "MurmurHash3",
        "ImageDecoder", "Resize", "Upsample", "GridSample", "AffineGrid", "RoiAlign", "MaxRoiPool", "MaxUnpool", "ConvTranspose",
        "DeformConv", "Col2Im", "CenterCropPad", "CropAndResize", "NonMaxSuppression", "DFT", "STFT", "Rfft", "Irfft",
        "MelWeightMatrix", "HannWindow", "HammingWindow", "BlackmanWindow");

    private final Path file;
    private final Set<String> foreign = new TreeSet<>();

    /** Rules for the graph of a file, which messages name. */
    RunRules(Path file) {
        this.file = file;
    }

    /** Whether the operators of a domain are part of ONNX Runtime. */
    static boolean isKnown(String domain) {
        return DOMAINS.contains(domain);
    }

    /** The product of the sides of a shape, of which -1 and 0 count as 1. */
    static double product(double[] sides) {
        return Arrays.stream(sides).map(side -> Math.max(1, Math.abs(side))).reduce(1, (a, b) -> a * b);
    }

    /**
     * Checks a graph that is about to be run.
     *
     * @throws ModelException if it breaks a rule
     */
    void require(OnnxGraph graph) {
        foreign.addAll(foreign(graph));
        require(graph, null, false);
    }

    private void require(OnnxGraph graph, KnownNumbers outer, boolean inScan) {
        KnownNumbers known = new KnownNumbers(outer, graph.initializers());
        graph.initializers().values().forEach(OnnxTensor::requireSound);
        for (OnnxNode node : outer == null ? graph.nodes() : NodeOrder.of(graph, file.toString())) {
            requireOperator(node, inScan);
            requireAttributes(node);
            requireSize(node, known);
            known.add(node);
            for (OnnxGraph inner : node.subgraphs()) {
                require(inner, known, inScan || node.is("Scan"));
            }
        }
    }

    private void requireOperator(OnnxNode node, boolean inScan) {
        if (!isKnown(node.domain())) {
            throw new ModelException(file + " uses operators that are not part of ONNX Runtime: " + foreign
                + ". normalign loads no libraries of operators, because what comes with a model would run as a program; export the"
                + " model with ONNX's own operators.");
        }
        if (REFUSED.contains(node.opType()) || node.domain().equals("ai.onnx.ml") || inScan && node.is("Scan")) {
            throw new ModelException(file + " is not usable: the node " + node + " is of a kind that reading a whole sentence pair"
                + " at once does not need, and that could run without end or make values of any size"
                + (node.is("Scan") ? " (a Scan within a Scan)" : "") + ". Export the model with"
                + " `optimum-cli export onnx --task text2text-generation`.");
        }
    }

    private void requireAttributes(OnnxNode node) {
        node.attributes().forEach((name, attribute) -> {
            attribute.tensor().ifPresent(OnnxTensor::requireSound);
            boolean apart = attribute.tensor().filter(tensor -> !node.is("Constant") && (tensor.isExternal()
                || tensor.byteCount() > WireReader.HELD_LENGTH)).isPresent();
            if (apart || !attribute.isUnderstood()) {
                throw new ModelException(file + " is not usable: the attribute " + name + " of the node " + node
                    + " holds tensors in a form that translation models do not have. Export the model again.");
            }
        });
    }

    private void requireSize(OnnxNode node, KnownNumbers known) {
        switch (node.opType()) {
            case "ConstantOfShape" -> requireSize(node, known, 0, RunRules::product);
            case "Expand", "Tile" -> requireSize(node, known, 1, RunRules::product);
            case "OneHot" -> requireSize(node, known, 1, RunRules::product);
            case "Pad" -> requireSize(node, known, 1, pads -> product(Arrays.stream(pads).map(pad -> pad + 1).toArray()));
            case "Range" -> requireRange(node, known);
            default -> { /* Makes nothing larger than what it is given, or than the product of two of those. */ }
        }
    }

    private void requireSize(OnnxNode node, KnownNumbers known, int input, ToDoubleFunction<double[]> size) {
        if (!node.input(input).isEmpty() && known.isConstant(node.input(input))) {
            refuseAbove(node, known.of(node.input(input)).map(size::applyAsDouble));
        } else if (node.opType().equals("Pad") && node.attributes().containsKey("pads")) {
            refuseAbove(node, Optional.of(size.applyAsDouble(node.attributes().get("pads").numbers())));
        }
    }

    private void requireRange(OnnxNode node, KnownNumbers known) {
        List<Optional<double[]>> bounds = List.of(known.of(node.input(0)), known.of(node.input(1)), known.of(node.input(2)));
        if (bounds.stream().allMatch(Optional::isPresent)) {
            refuseAbove(node, Optional.of((bounds.get(1).get()[0] - bounds.get(0).get()[0]) / bounds.get(2).get()[0]));
        } else if (node.inputs().stream().allMatch(known::isConstant)) {
            refuseAbove(node, Optional.empty());
        }
    }

    private void refuseAbove(OnnxNode node, Optional<Double> numbers) {
        if (numbers.isEmpty() || !(numbers.get() <= MOST_MADE)) {
            throw new ModelException(file + " is not usable: the node " + node + " makes a constant of "
                + numbers.map(count -> "more than " + MOST_MADE + " numbers").orElse("a size that cannot be foreseen")
                + ", which no translation model needs. It is damaged or made to exhaust memory; fetch it again, from a source you"
                + " trust.");
        }
    }

    /** The operators of a graph that are not part of ONNX Runtime, with their domains. */
    static Set<String> foreign(OnnxGraph graph) {
        Set<String> foreign = new TreeSet<>();
        for (OnnxNode node : graph.nodes()) {
            if (!isKnown(node.domain())) {
                foreign.add(node.domain() + "." + node.opType());
            }
            node.subgraphs().forEach(inner -> foreign.addAll(foreign(inner)));
        }
        return foreign;
    }
}
