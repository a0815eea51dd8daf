package io.github.normalign.eval;

import io.github.normalign.AlignedPair;
import io.github.normalign.WordAligner;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.corpus.LocatedWords;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.evaluation.AerDifference;
import io.github.normalign.evaluation.AlignmentCounts;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.evaluation.PairedBootstrap;
import io.github.normalign.format.AlignedLine;
import io.github.normalign.gold.GoldSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Do links get better where words know whether a space stood before them? Aligns a gold set twice, its words being the same: as
 * words alone, and as they stand in text whose punctuation is put back to the words beside it. Prints AER, how many words stand
 * behind no space, how many share all their characters with other words' pieces, and how many links differ. Not a test. From the
 * project's folder, after {@code mvn package}:
 *
 * <pre>java -cp target/test-classes:target/normalign-all.jar io.github.normalign.eval.RawTextExperiment \
 *     GOLD MODEL [REVERSE-MODEL]</pre>
 */
final class RawTextExperiment {

    private RawTextExperiment() {
    }

    public static void main(String[] arguments) {
        GoldSet gold = GoldSet.load(Path.of(arguments[0]));
        Path model = Path.of(arguments[1]);
        List<SentencePair> alone = gold.pairs();
        List<SentencePair> written = alone.stream().map(RawTextExperiment::written).toList();
        try (WordAligner aligner = arguments.length > 2 ? WordAligner.open(model, Path.of(arguments[2]))
                : WordAligner.open(model)) {
            List<AlignedPair> ofWords = aligner.align(alone);
            List<AlignedPair> ofText = aligner.align(written);
            print("words alone", ofWords, gold);
            print("as written", ofText, gold);
            int glued = written.stream().mapToInt(pair -> pair.sourceText().map(RawTextExperiment::glued).orElse(0)
                + pair.targetText().map(RawTextExperiment::glued).orElse(0)).sum();
            int without = 0;
            for (SentencePair pair : written) {
                without += pair.sourceText().map(text -> withoutPieces(aligner.sourceSide(text))).orElse(0)
                    + pair.targetText().map(text -> withoutPieces(aligner.targetSide(text))).orElse(0);
            }
            int words = alone.stream().mapToInt(pair -> pair.source().size() + pair.target().size()).sum();
            System.out.println(glued + " of " + words + " words stand behind no space, " + without
                + " have no pieces of their own");
            AerDifference difference = new PairedBootstrap().difference(counts(ofText, gold), counts(ofWords, gold))
                .orElseThrow();
            System.out.printf(Locale.ROOT, "as written - words alone: %.2f, 95%% interval %.2f to %.2f, p %.4f%n",
                100 * difference.value(), 100 * difference.interval().low(), 100 * difference.interval().high(),
                difference.twoSidedShare());
            System.out.println(missing(ofWords, ofText) + " links only of words alone, " + missing(ofText, ofWords)
                + " only of text as written, of " + ofWords.stream().mapToInt(pair -> pair.links().size()).sum());
        }
    }

    private static void print(String name, List<AlignedPair> found, GoldSet gold) {
        AlignmentScores scores = AlignmentScores.of(found.stream().map(AlignedPair::alignment).toList(), gold.gold());
        System.out.printf(Locale.ROOT, "%s: AER %.2f, precision %.2f, recall %.2f%n", name, 100 * scores.aer().orElseThrow(),
            100 * scores.precision().orElseThrow(), 100 * scores.recall().orElseThrow());
    }

    private static SentencePair written(SentencePair pair) {
        return SentencePair.of(written(pair.source()), written(pair.target()));
    }

    /** Words with a space between them, save before closing and behind opening punctuation. */
    private static SegmentedText written(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            boolean joined = text.isEmpty() || word.matches("[.,;:!?)\\]%]+|'s|n't|'") || text.toString().endsWith("(");
            text.append(joined ? "" : " ").append(word);
        }
        return new SegmentedText(text.toString(), LocatedWords.spans(text.toString(), words));
    }

    private static int glued(SegmentedText text) {
        return (int) IntStream.range(1, text.spans().size())
            .filter(i -> text.spans().get(i).start() == text.spans().get(i - 1).end()).count();
    }

    private static int withoutPieces(AlignedLine.Side side) {
        return (int) side.pieces().orElseThrow().stream().filter(List::isEmpty).count();
    }

    private static List<AlignmentCounts> counts(List<AlignedPair> found, GoldSet gold) {
        return AlignmentCounts.ofEach(found.stream().map(AlignedPair::alignment).toList(), gold.gold());
    }

    private static int missing(List<AlignedPair> found, List<AlignedPair> other) {
        int count = 0;
        for (int i = 0; i < found.size(); i++) {
            Alignment there = other.get(i).alignment();
            count += (int) found.get(i).alignment().links().stream().filter(link -> !there.links().contains(link)).count();
        }
        return count;
    }
}
