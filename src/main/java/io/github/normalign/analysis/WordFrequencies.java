package io.github.normalign.analysis;

import io.github.normalign.corpus.Line;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.Words;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.Shown;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often words occur, and what that makes of them. Words are counted in lower case; punctuation is told apart and not counted.
 *
 * <p>Bands: imagine all running words in a row, the most frequent word's occurrences first. A word's place is the middle of the
 * stretch that words of its count fill, as a share of the row: the share of running words that are more frequent, plus half the
 * share of those equally frequent. Below 1/3 it is frequent, below 2/3 medium, else rare; words with one count are in one band,
 * whatever their order. A word never counted is rare. Immutable.
 */
public final class WordFrequencies {

    private final Map<String, Long> counts;
    private final Map<Long, Double> places;

    private WordFrequencies(Map<String, Long> counts) {
        this.counts = Map.copyOf(counts);
        this.places = places(counts.values());
    }

    /**
     * Counts the words of sentences.
     *
     * @param sentences words of each
     * @return the frequencies
     */
    public static WordFrequencies of(Collection<List<String>> sentences) {
        Map<String, Long> counts = new HashMap<>();
        sentences.forEach(words -> words.forEach(word -> add(counts, word, 1)));
        return new WordFrequencies(counts);
    }

    /**
     * Reads a file: either {@code word TAB count} on every line, which the first line decides, or plain text whose words, separated
     * by spaces, are counted.
     *
     * @param file plain, or gzip if its name ends in {@code .gz}
     * @return the frequencies
     * @throws CorpusException if it cannot be read, a line is no UTF-8, or a line of a table is none of {@code word TAB count}
     */
    public static WordFrequencies read(Path file) {
        Map<String, Long> counts = new HashMap<>();
        boolean table = false;
        boolean first = true;
        try (LineReader lines = LineReader.openByName(file)) {
            while (lines.hasNext()) {
                Line line = lines.next();
                String text = line.text();
                table = first ? isEntry(text) : table;
                first = false;
                if (!table) {
                    Words.split(text).forEach(word -> add(counts, word, 1));
                } else if (isEntry(text)) {
                    int tab = text.indexOf('\t');
                    add(counts, text.substring(0, tab), Long.parseLong(text.substring(tab + 1)));
                } else {
                    throw new CorpusException(line.position() + ": found '" + Shown.excerpt(text) + "', expected a word, a TAB"
                        + " and its count as on the first line; a file of plain text must not begin with such a line");
                }
            }
        }
        if (counts.isEmpty()) {
            throw new CorpusException(file + " holds no words to count");
        }
        return new WordFrequencies(counts);
    }

    private static boolean isEntry(String line) {
        return line.matches("[^\\t]+\\t[0-9]{1,15}");
    }

    private static void add(Map<String, Long> counts, String word, long count) {
        if (!isPunctuation(word)) {
            counts.merge(key(word), count, Long::sum);
        }
    }

    /**
     * The form under which a word is counted.
     *
     * @param word as it stands in the text
     * @return in lower case
     */
    static String key(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /**
     * How often a word was counted.
     *
     * @param word in any case
     * @return 0 for punctuation and for words never seen
     */
    public long count(String word) {
        return counts.getOrDefault(key(word), 0L);
    }

    /**
     * What a word is.
     *
     * @param word as it stands in the text
     * @return punctuation or one of the bands
     */
    public SourceCategory category(String word) {
        if (isPunctuation(word)) {
            return SourceCategory.PUNCTUATION;
        }
        double place = places.getOrDefault(count(word), 1.0);
        return place < 1.0 / 3 ? SourceCategory.FREQUENT : place < 2.0 / 3 ? SourceCategory.MEDIUM : SourceCategory.RARE;
    }

    /** The middle of the stretch of running words with each count, from 0 (most frequent) to 1. */
    private static Map<Long, Double> places(Collection<Long> counts) {
        Map<Long, Long> running = new TreeMap<>();
        counts.forEach(count -> running.merge(count, count, Long::sum));
        double all = running.values().stream().mapToLong(Long::longValue).sum();
        Map<Long, Double> places = new HashMap<>();
        double rarer = 0;
        for (Map.Entry<Long, Long> entry : running.entrySet()) {
            places.put(entry.getKey(), all == 0 ? 1 : 1 - (rarer + entry.getValue() / 2.0) / all);
            rarer += entry.getValue();
        }
        return places;
    }

    private static boolean isPunctuation(String word) {
        return word.codePoints().allMatch(point -> switch (Character.getType(point)) {
            case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.START_PUNCTUATION,
                Character.END_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION,
                Character.OTHER_PUNCTUATION, Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.MODIFIER_SYMBOL,
                Character.OTHER_SYMBOL -> true;
            default -> false;
        });
    }
}
