package io.github.normalign.analysis;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoreMatrix;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.LayerAttention;
import io.github.normalign.attention.Measure;
import io.github.normalign.evaluation.SettingGrid;
import io.github.normalign.tokenizer.Pieces;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.LinkExtractor;
import io.github.normalign.words.WordMerger;
import io.github.normalign.words.WordRule;
import io.github.normalign.words.WordScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What one model says of one word pair. Its target word attends to its source words: for a reverse model, "source" is the caller's
 * target.
 *
 * @param setting how the model is read for alignment
 * @param sourcePieces how many pieces the source word has; 0 if the tokenizer erases it
 * @param targetPieces the same of the target word
 * @param score the pair's merged score by the setting, and its share of the target word's row; 0 without pieces
 * @param rankInRow 1 if the target word gives nothing more than this source word, {@code </s>} included in the comparison
 * @param rankInColumn 1 if no target word gives this source word more
 * @param row everything the target word attends to, the most first; empty if it has no pieces
 * @param column what every target word gives to this source word, the most first, shares being those of their own rows
 * @param choosing how many of the target word's pieces have their greatest score in the source word
 * @param linked whether the setting's own rule links the two
 * @param everySetting the pair by every layer, head, measure and reading, in the order of {@link SettingGrid}, word rule only
 */
public record DirectionExplanation(AlignmentSetting setting, int sourcePieces, int targetPieces, WordScore score, int rankInRow,
        int rankInColumn, List<WordScore> row, List<WordScore> column, int choosing, boolean linked,
        List<SettingScore> everySetting) {

    /** Copies the lists. */
    public DirectionExplanation {
        row = List.copyOf(row);
        column = List.copyOf(column);
        everySetting = List.copyOf(everySetting);
    }

    /**
     * Looks one word pair up.
     *
     * @param attention every layer of the pair, with Gram matrices
     * @param source source pieces
     * @param target target pieces
     * @param words the word pair
     * @param setting how the model is read
     * @return what it says
     */
    public static DirectionExplanation of(
            CrossAttention attention, Pieces source, Pieces target, Link words, AlignmentSetting setting) {
        Place place = new Place(source, target, words);
        ScoreMatrix pieces = setting.pieceScores(attention);
        int sourcePieces = count(source, words.source());
        int targetPieces = count(target, words.target());
        if (sourcePieces == 0 || targetPieces == 0) {
            return new DirectionExplanation(setting, sourcePieces, targetPieces,
                new WordScore(OptionalInt.of(words.source()), 0, 0), 0, 0, List.of(), List.of(), 0, false, List.of());
        }
        Scores merged = place.merge(pieces, setting.measure());
        List<WordScore> row = IntStream.range(0, merged.words().columns())
            .mapToObj(s -> place.score(merged, place.row(), s, true))
            .sorted(Comparator.comparingDouble(WordScore::score).reversed()).toList();
        List<WordScore> column = IntStream.range(0, merged.words().rows())
            .mapToObj(t -> place.score(merged, t, place.column(), false))
            .sorted(Comparator.comparingDouble(WordScore::score).reversed()).toList();
        boolean linked = LinkExtractor.links(pieces, source, target, setting.rule()).stream()
            .anyMatch(found -> found.link().equals(words));
        return new DirectionExplanation(setting, sourcePieces, targetPieces,
            place.score(merged, place.row(), place.column(), true), rank(row, words.source()), rank(column, words.target()), row,
            column, choosing(pieces, source, target, words), linked, everySetting(attention, place));
    }

    /**
     * The best of the row apart from the source word itself.
     *
     * @return the word and its score; empty if the row has no other word
     */
    public Optional<WordScore> rival() {
        return row.stream().filter(other -> !other.word().equals(score.word())).findFirst();
    }

    private static List<SettingScore> everySetting(CrossAttention attention, Place place) {
        LayerAttention first = attention.layers().values().iterator().next();
        List<SettingScore> scores = new ArrayList<>();
        for (AlignmentSetting setting : SettingGrid.of(attention.layers().lastKey(), first.heads())) {
            boolean known = setting.measure() == Measure.WEIGHT || first.gram().length > 0;
            if (setting.rule() == WordRule.WORD && attention.layers().containsKey(setting.layer()) && known) {
                Scores merged = place.merge(setting.pieceScores(attention), setting.measure());
                WordScore score = place.score(merged, place.row(), place.column(), true);
                scores.add(new SettingScore(setting, score.score(), score.share(),
                    merged.words().argmax(place.row()) == place.column()));
            }
        }
        return scores;
    }

    /** Ties were sorted by index, as the links take them. */
    private static int rank(List<WordScore> sorted, int word) {
        return 1 + IntStream.range(0, sorted.size()).filter(i -> sorted.get(i).word().equals(OptionalInt.of(word)))
            .findFirst().orElseThrow();
    }

    private static int count(Pieces pieces, int word) {
        return (int) Arrays.stream(pieces.wordOf()).filter(of -> of == word).count();
    }

    private static int choosing(ScoreMatrix pieces, Pieces source, Pieces target, Link words) {
        return (int) IntStream.range(0, target.length()).filter(p -> target.wordOf()[p] == words.target())
            .map(pieces::argmax).filter(q -> q >= 0 && q < source.length() && source.wordOf()[q] == words.source()).count();
    }

    /** Merged scores of words, and their shares. */
    private record Scores(ScoreMatrix words, ScoreMatrix shares) {
    }

    /** Where the two words stand in matrices that leave out words without pieces. */
    private record Place(Pieces source, Pieces target, int[] sourceWords, int[] targetWords, int row, int column) {

        Place(Pieces source, Pieces target, Link words) {
            this(source.compacted(), target.compacted(), source.wordsWithPieces(), target.wordsWithPieces(),
                Arrays.binarySearch(target.wordsWithPieces(), words.target()),
                Arrays.binarySearch(source.wordsWithPieces(), words.source()));
        }

        Scores merge(ScoreMatrix pieces, Measure measure) {
            return new Scores(WordMerger.merge(pieces, source, target), WordScores.shares(pieces, source, target, measure));
        }

        /** A cell, with the word of its column (or, to compare a column, of its row). */
        WordScore score(Scores merged, int t, int s, boolean ofColumn) {
            OptionalInt word = !ofColumn ? OptionalInt.of(targetWords[t])
                : s < sourceWords.length ? OptionalInt.of(sourceWords[s]) : OptionalInt.empty();
            return new WordScore(word, merged.words().at(t, s), merged.shares().at(t, s));
        }
    }
}
