package io.github.normalign.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentencepiece library is the judge: ids identical on every text. */
class SentencePieceParityTest {

    @ParameterizedTest
    @ValueSource(strings = {"unigram-nmt_nfkc", "unigram-nfkc_cf", "unigram-bytes", "unigram-users", "unigram-no-prefix",
        "unigram-keep-spaces", "unigram-unused", "unigram-positive-users", "unigram-ties", "unigram-plain-spaces", "bpe-nfkc",
        "bpe-bytes", "bpe-users", "bpe-suffix", "bpe-unused"})
    void everyVariantGivesTheLibrarysIds(String variant) {
        assertSameIds(Fixtures.model(variant), Fixtures.texts(), variant + ".ids.gz");
    }

    @ParameterizedTest
    @CsvSource({"en-pt, 1", "pt-en, 6"})
    void theEmbeddedModelsGiveTheLibrarysIds(String direction, int step) {
        SentencePieceModel model = embedded(direction);
        List<String> sample = Fixtures.sample();
        List<String> chosen = Stream.of(sample.subList(0, 3000), sample.subList(3000, 6000))
            .flatMap(side -> IntStream.range(0, side.size()).filter(i -> i % step == 0).mapToObj(side::get)).toList();
        assertEquals(6000 / step, chosen.size());
        assertSameIds(model, chosen, direction + ".sample.ids.gz");
        assertSameIds(model, Fixtures.lines(Fixtures.unzip("graca.txt.gz")), direction + ".graca.ids.gz");
        assertSameIds(model, Fixtures.texts(), direction + ".texts.ids.gz");
    }

    @Test
    void wordByWordDiffersFromWholeLinesOnAtMostOneLineInAThousand() {
        SpmTokenizer tokenizer = new SpmTokenizer(embedded("en-pt"));
        List<String> lines = new ArrayList<>(Fixtures.sample());
        lines.addAll(Fixtures.lines(Fixtures.unzip("graca.txt.gz")));
        List<int[]> whole = new ArrayList<>(Fixtures.ids("en-pt.sample.ids.gz"));
        whole.addAll(Fixtures.ids("en-pt.graca.ids.gz"));
        assertEquals(whole.size(), lines.size());
        List<String> different = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!Arrays.equals(whole.get(i), tokenizer.encode(List.of(lines.get(i).split(" "))).ids())) {
                different.add(lines.get(i));
            }
        }
        assertTrue(different.size() <= lines.size() / 1000, () -> different.size() + " lines: " + different);
    }

    private static SentencePieceModel embedded(String direction) {
        return SentencePieceModel.read(Path.of("onnx-models", direction, "source.spm"));
    }

    private static void assertSameIds(SentencePieceModel model, List<String> texts, String fixture) {
        List<int[]> expected = Fixtures.ids(fixture);
        assertEquals(expected.size(), texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            assertArrayEquals(expected.get(i), model.encode(text), () -> fixture + ": '" + text + "'");
        }
    }
}
