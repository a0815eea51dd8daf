package io.github.normalign.firefox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The embedded models translate as numpy does from the {@code .bin} (see README.md beside the reference files).
 *
 * <p>The decoder is given the start piece and the reference translation at once, and its best piece is compared with the
 * reference at every step, the {@code </s>} at the end included. That proves equality of a real greedy search: the first step
 * depends on the start only; if the first n pieces of a search are the reference's, the next is the best piece behind those, and
 * that is what is compared. A step depends on nothing to its right, which
 * {@code FirefoxImporterTest.aStepDependsOnNothingToItsRight} shows.
 */
class GreedyTranslationTest {

    private static final int BATCH = 8;

    @ParameterizedTest
    @ValueSource(strings = {"en-pt", "pt-en"})
    void translatesTwoHundredSentencesAsTheReferenceDoes(String direction) throws IOException, OrtException {
        List<OnnxPair.Ids> sentences = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/firefox/greedy-" + direction + ".tsv"))) {
            String[] fields = line.split("\t");
            sentences.add(new OnnxPair.Ids(ids(fields[2]), ids(fields[3])));
        }
        assertEquals(200, sentences.size());
        sentences.sort(Comparator.comparingInt(pair -> pair.source().length));
        List<String> wrong = new ArrayList<>();
        int steps = 0;
        try (OnnxPair model = new OnnxPair(Path.of("onnx-models", direction))) {
            for (int from = 0; from < sentences.size(); from += BATCH) {
                List<OnnxPair.Ids> batch = sentences.subList(from, Math.min(from + BATCH, sentences.size()));
                // The last step is the one that gives </s>; a step that is fed </s> is not part of the search.
                OnnxPair.Output output = model.run(batch.stream().map(pair -> new OnnxPair.Ids(
                    pair.source(), Arrays.copyOf(pair.target(), pair.target().length - 1))).toList());
                for (int pair = 0; pair < batch.size(); pair++) {
                    int[] expected = batch.get(pair).target();
                    int[] found = best(output, pair, expected.length);
                    steps += expected.length;
                    if (!Arrays.equals(expected, found)) {
                        wrong.add(Arrays.toString(expected) + " but " + Arrays.toString(found));
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(0, sentences.stream().filter(pair -> pair.target()[pair.target().length - 1] != 0).count(),
            "every reference ends with </s>");
        assertEquals(sentences.stream().mapToInt(pair -> pair.target().length).sum(), steps);
    }

    private static int[] best(OnnxPair.Output output, int pair, int steps) {
        int[] ids = new int[steps];
        for (int step = 0; step < steps; step++) {
            int from = (pair * output.rows() + step) * output.pieces();
            int best = 0;
            for (int id = 1; id < output.pieces(); id++) {
                if (output.logits()[from + id] > output.logits()[from + best]) {
                    best = id;
                }
            }
            ids[step] = best;
        }
        return ids;
    }

    private static int[] ids(String field) {
        return Arrays.stream(field.split(" ")).mapToInt(Integer::parseInt).toArray();
    }
}
