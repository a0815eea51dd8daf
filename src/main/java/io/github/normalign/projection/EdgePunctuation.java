package io.github.normalign.projection;

import io.github.normalign.corpus.WhiteSpace;
import io.github.normalign.corpus.WordSpan;

/**
 * Where an element ends inside a word that has punctuation at its edge, as raw text has ({@code here.}): the rules are in the
 * package's description. Apostrophes are letters here: {@code dogs'}, {@code l'}, {@code 's}.
 */
final class EdgePunctuation {

    private static final String STOPS = ".,;:!?\u2026\u3002\uFF0C\u3001\uFF1B\uFF1A\uFF01\uFF1F\uFF0E\uFF61\uFF64\u060C\u061B\u061F"
        + "\u06D4\u0964\u0965";
    private static final String STARTS = "\u00BF\u00A1";
    private static final String QUOTES = "\"\u201C\u201D\u201E\u201F\u00AB\u00BB\u2039\u203A";
    private static final String APOSTROPHES = "'\u2018\u2019\u201A\u201B";

    private final String source;
    private final String target;

    EdgePunctuation(String source, String target) {
        this.source = source;
        this.target = target;
    }

    /**
     * The target text of an element without the punctuation that is not its own.
     *
     * @param tag the element on the source side
     * @param first its first target word
     * @param last its last target word
     */
    WordSpan trimmed(Tag tag, WordSpan first, WordSpan last) {
        int lead = WhiteSpace.skip(source, tag.start());
        int tail = WhiteSpace.skipBack(source, tag.end());
        boolean mayStart = lead < tag.end() && !isOpening(source, lead);
        boolean mayEnd = tail >= tag.start() && !isClosing(source, tail);
        int start = first.start();
        int end = last.end();
        int latestStart = mayStart ? coreStart(first) : start;
        int earliestEnd = mayEnd ? coreEnd(last) : end;
        boolean again = true;
        while (again) {
            while (end > earliestEnd && !hasPartnerBefore(end - 1, start)) {
                end--;
            }
            while (start < latestStart && !hasPartnerBehind(start, end)) {
                start++;
            }
            // Both partners at the edges, as in (word): outside if the source has them outside as well.
            again = start < latestStart && end > earliestEnd && arePartners(target.charAt(start), target.charAt(end - 1))
                && isEnclosed(tag, target.charAt(start));
            if (again) {
                start++;
                end--;
            }
        }
        return new WordSpan(start, end);
    }

    /** The place behind a target word for a tag with nothing in it: before the word's punctuation if the source's stands behind. */
    int placeBehind(WordSpan word, int sourceAt) {
        int next = WhiteSpace.skip(source, sourceAt);
        return next < source.length() && isClosing(source, next) ? coreEnd(word) : word.end();
    }

    /** The place before a target word, likewise. */
    int placeBefore(WordSpan word, int sourceAt) {
        int previous = WhiteSpace.skipBack(source, sourceAt);
        return previous >= 0 && isOpening(source, previous) ? coreStart(word) : word.start();
    }

    /** Whether the source has nothing but white space between two places. */
    boolean isBlank(int from, int to) {
        return WhiteSpace.skip(source, from) >= to;
    }

    /** Whether the source has nothing but opening punctuation between two places. */
    boolean isAllOpening(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isOpening(source, i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isEnclosed(Tag tag, char opening) {
        int before = WhiteSpace.skipBack(source, tag.start());
        int behind = WhiteSpace.skip(source, tag.end());
        boolean closed = behind < source.length() && isClosing(source, behind);
        return closed && (STARTS.indexOf(opening) >= 0 || before >= 0 && isOpening(source, before));
    }

    private int coreStart(WordSpan word) {
        int at = word.start();
        while (at < word.end() && isOpening(target, at)) {
            at++;
        }
        return at < word.end() && hasCore(word) ? at : word.start();
    }

    private int coreEnd(WordSpan word) {
        int at = word.end();
        while (at > word.start() && isClosing(target, at - 1)) {
            at--;
        }
        if (at == word.start() || !hasCore(word)) {
            return word.end();
        }
        // A full stop belongs to a word that has others inside, such as U.S.
        boolean abbreviation = at < word.end() && target.charAt(at) == '.' && Character.isLetter(target.charAt(at - 1))
            && target.substring(word.start(), at).contains(".");
        return abbreviation ? at + 1 : at;
    }

    private boolean hasCore(WordSpan word) {
        for (int i = word.start(); i < word.end(); i++) {
            if (!isOpening(target, i) && !isClosing(target, i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the mark at {@code at} closes one that stands between {@code from} and it. */
    private boolean hasPartnerBefore(int at, int from) {
        int open = 0;
        for (int i = from; i < at; i++) {
            open = count(open, target.charAt(i), target.charAt(at), true);
        }
        return open > 0;
    }

    private boolean hasPartnerBehind(int at, int to) {
        int open = 0;
        for (int i = to - 1; i > at; i--) {
            open = count(open, target.charAt(i), target.charAt(at), false);
        }
        return open > 0;
    }

    /** Counts marks that wait for their partner: quotes by turns, brackets by kind. */
    private static int count(int open, char seen, char mark, boolean forward) {
        if (QUOTES.indexOf(mark) >= 0) {
            return QUOTES.indexOf(seen) >= 0 ? 1 - open : open;
        }
        boolean opens = forward ? arePartners(seen, mark) : arePartners(mark, seen);
        return opens ? open + 1 : seen == mark && open > 0 ? open - 1 : open;
    }

    private static boolean arePartners(char opening, char closing) {
        if (QUOTES.indexOf(opening) >= 0) {
            return QUOTES.indexOf(closing) >= 0;
        }
        if (STARTS.indexOf(opening) >= 0) {
            return closing == (opening == '\u00BF' ? '?' : '!');
        }
        // In Unicode a bracket's partner follows it, or stands two behind it for the three of ASCII but the round ones.
        return Character.getType(opening) == Character.START_PUNCTUATION
            && Character.getType(closing) == Character.END_PUNCTUATION
            && (closing == opening + 1 || (opening == '[' || opening == '{') && closing == opening + 2
                || (opening == '\uFF3B' || opening == '\uFF5B') && closing == opening + 2);
    }

    private static boolean isClosing(String text, int at) {
        char c = text.charAt(at);
        return STOPS.indexOf(c) >= 0 || QUOTES.indexOf(c) >= 0
            || APOSTROPHES.indexOf(c) < 0 && Character.getType(c) == Character.END_PUNCTUATION;
    }

    private static boolean isOpening(String text, int at) {
        char c = text.charAt(at);
        return STARTS.indexOf(c) >= 0 || QUOTES.indexOf(c) >= 0
            || APOSTROPHES.indexOf(c) < 0 && Character.getType(c) == Character.START_PUNCTUATION;
    }
}
