package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.attention.CrossAttention;
import io.github.normalign.model.StockExports.Export;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table of exports: architecture x exporter x precision, against PyTorch or the model's own arithmetic. */
class StockExportTest {

    static List<Export> float32() {
        return StockExports.all().stream().filter(Export::isFloat32).toList();
    }

    static List<Export> lowerPrecision() {
        return StockExports.all().stream().filter(export -> !export.isFloat32()).toList();
    }

    @ParameterizedTest
    @MethodSource("float32")
    void aFloat32ExportGivesWhatPyTorchGives(Export export) {
        ExportMeasurement measured = ExportMeasurement.of(export);
        requireAtMost(1e-5, measured.weights(), "weights");
        requireAtMost(1e-5, measured.heads(), "lengths of the heads' vectors");
        requireAtMost(1e-5, measured.layers(), "norms of the layer");
        requireAtMost(1e-5, measured.check().largest(), "self-check");
        assertEquals(1, measured.agreement());
    }

    @ParameterizedTest
    @MethodSource("lowerPrecision")
    void anExportOfLowerPrecisionGivesWhatItsOwnArithmeticGives(Export export) {
        ExportMeasurement measured = ExportMeasurement.of(export);
        requireAtMost(1e-2, measured.check().largest(), "self-check");
        // Not a demand on the model, which is worse than its float32 twin by nature, but another model would be further off.
        assertTrue(measured.agreement() > 0.6, "largest weights at the same place: " + measured.agreement());
        requireAtMost(export.precision().equals("fp16") ? 1e-2 : 0.6, measured.heads(), "lengths of the heads' vectors");
    }

    /** With int8 made of all that runs together, a pair's numbers would be its neighbours' too. */
    @ParameterizedTest
    @MethodSource("lowerPrecision")
    void aPairsNumbersDoNotDependOnThePairsThatRunWithIt(Export export) {
        StockExports.Reference reference = StockExports.reference(export.architecture());
        List<PiecePair> pairs = reference.pairs().stream().map(StockExports.Pair::pieces).toList();
        try (ForcedDecoder decoder = export.open(reference.frame())) {
            List<CrossAttention> together = StockExports.attention(decoder, pairs);
            for (int i = 0; i < pairs.size(); i++) {
                CrossAttention alone = StockExports.attention(decoder, List.of(pairs.get(i))).get(0);
                for (int layer : alone.layers().keySet()) {
                    // Padding lengthens sums of float32 and float16, which may then be rounded in another order.
                    float allowed = export.precision().contains("fp16") ? 5e-3f : 1e-5f;
                    assertArrayEquals(alone.layer(layer).weights(), together.get(i).layer(layer).weights(), allowed,
                        "pair " + i + ", layer " + layer);
                }
            }
        }
    }

    @Test
    void everyArchitectureIsThereByEveryExporterAndInEveryPrecision() {
        for (String architecture : List.of("marian", "m2m100", "mbart", "t5")) {
            Set<String> directories = of(architecture).stream().map(export -> export.directory().getFileName().toString())
                .collect(Collectors.toSet());
            assertTrue(directories.containsAll(List.of("optimum", "optimum-merged", "optimum-monolith", "torchscript-14",
                "dynamo-18", "dynamo-23")), architecture + ": " + directories);
            Set<String> precisions = of(architecture).stream().map(Export::precision).collect(Collectors.toSet());
            assertTrue(precisions.containsAll(List.of("fp32", "fp16", "int8", "uint8", "4-bit")), architecture + ": " + precisions);
        }
        assertTrue(of("t5").stream().anyMatch(export -> export.directory().endsWith("optimum-past")));
    }

    private static List<Export> of(String architecture) {
        return StockExports.all().stream().filter(export -> export.architecture().equals(architecture)).toList();
    }

    /** Written so that NaN fails. */
    private static void requireAtMost(double allowed, double found, String what) {
        assertTrue(found <= allowed, what + ": " + found + " is more than " + allowed);
    }
}
