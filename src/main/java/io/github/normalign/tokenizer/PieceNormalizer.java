package io.github.normalign.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * Makes text what the pieces were made from: characters replaced by the model's rules (NFKC and such, which may also erase them),
 * white space reduced and written as U+2581, one U+2581 added in front. Follows {@code Normalizer} of the sentencepiece library
 * byte for byte. Immutable.
 */
final class PieceNormalizer {

    private static final byte SPACE = ' ';
    private static final byte[] PLAIN_SPACE = {SPACE};
    private static final byte[] VISIBLE_SPACE = "\u2581".getBytes(StandardCharsets.UTF_8);

    private final CharacterMap rules;
    private final ByteTrie userDefined;
    private final Settings settings;
    private final byte[] space;

    /**
     * The model's switches, named as in its file.
     *
     * @param addDummyPrefix whether a space is put in front of the text
     * @param removeExtraWhitespaces whether spaces at either end go and runs become one
     * @param escapeWhitespaces whether spaces become U+2581
     * @param treatWhitespaceAsSuffix whether the extra space goes behind the text instead
     */
    record Settings(boolean addDummyPrefix, boolean removeExtraWhitespaces, boolean escapeWhitespaces,
        boolean treatWhitespaceAsSuffix) {
    }

    /**
     * Makes a normaliser.
     *
     * @param rules the model's character rules
     * @param userDefined pieces that are taken from the text as they stand
     * @param settings the model's switches
     */
    PieceNormalizer(CharacterMap rules, ByteTrie userDefined, Settings settings) {
        this.rules = rules;
        this.userDefined = userDefined;
        this.settings = settings;
        this.space = settings.escapeWhitespaces() ? VISIBLE_SPACE : PLAIN_SPACE;
    }

    /**
     * Normalises a text.
     *
     * @param text a word, or any text
     * @return UTF-8, with origins in the text's own UTF-8; empty where nothing is left of it
     */
    NormalText normalize(String text) {
        Bytes input = Bytes.utf8(text);
        byte[] bytes = input.array();
        int end = input.length();
        NormalText output = new NormalText(end + 2 * space.length);
        Step step = new Step();
        int at = 0;
        if (settings.removeExtraWhitespaces()) {
            for (; at < end && step.at(bytes, at, end).isOneSpace(); at += step.consumed) {
                // Spaces at the start are dropped, also those that a rule makes of other characters.
            }
        }
        if (at == end) {
            return output;
        }
        if (settings.addDummyPrefix() && !settings.treatWhitespaceAsSuffix()) {
            output.append(space, at);
        }
        boolean afterSpace = settings.removeExtraWhitespaces();
        for (; at < end; at += step.consumed) {
            afterSpace = step.at(bytes, at, end).appendTo(output, afterSpace) && settings.removeExtraWhitespaces();
        }
        if (settings.removeExtraWhitespaces()) {
            while (output.endsWith(space)) {
                at = output.removeLast(space.length);
            }
        }
        if (settings.addDummyPrefix() && settings.treatWhitespaceAsSuffix()) {
            output.append(space, at);
        }
        output.end(at);
        return output;
    }

    /** What the next {@code consumed} bytes of a text become: the text itself, or the replacement of a rule. One for each call. */
    private final class Step {

        private byte[] text;
        private int start;
        private int rule;
        private int consumed;

        Step at(byte[] bytes, int at, int end) {
            text = bytes;
            start = at;
            rule = -1;
            consumed = userDefined.longestPrefix(bytes, at, end);
            if (consumed == 0) {
                long match = rules.match(bytes, at, end);
                rule = (int) (match >> 32);
                consumed = match < 0 ? Bytes.characterLength(bytes, at, end) : (int) match;
            }
            return this;
        }

        /** The byte of the replacement at {@code i}, or -1 at its end; NUL ends a rule's replacement but not text itself. */
        private int get(int i) {
            if (rule >= 0) {
                int b = rules.replacement(rule + i) & 0xFF;
                return b == 0 ? -1 : b;
            }
            return i < consumed ? text[start + i] & 0xFF : -1;
        }

        boolean isOneSpace() {
            return get(0) == SPACE && get(1) < 0;
        }

        /** Appends the replacement, without spaces at its start after a space; returns whether a space is now last. */
        boolean appendTo(NormalText output, boolean afterSpace) {
            int i = 0;
            while (afterSpace && get(i) == SPACE) {
                i++;
            }
            boolean lastIsSpace = afterSpace;
            for (int b = get(i); b >= 0; b = get(++i)) {
                lastIsSpace = b == SPACE;
                if (lastIsSpace) {
                    output.append(space, start);
                } else {
                    output.append((byte) b, start);
                }
            }
            return lastIsSpace;
        }
    }
}
