package io.github.normalign.tokenizer;

import io.github.normalign.error.ModelException;

/**
 * The character rules inside a SentencePiece model: "replace this byte string by that one", the longest match first. Stored as a
 * length (4 bytes, little endian), a double-array trie of 32-bit units in the layout of darts-clone, and the replacements, each
 * ended by a NUL byte; the trie's value is where a replacement starts. Immutable.
 */
final class CharacterMap {

    private final int[] units;
    private final byte[] replacements;

    private CharacterMap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /**
     * Reads the map and checks every rule, so that no lookup can leave the arrays.
     *
     * @param blob the stored form; empty means no rules
     * @param file the file's name, for messages
     * @return the map
     * @throws ModelException if the blob is cut or a rule points outside it
     */
    static CharacterMap parse(byte[] blob, String file) {
        if (blob.length == 0) {
            return new CharacterMap(new int[0], new byte[0]);
        }
        if (blob.length > TokenizerLimits.RULES_BYTES) {
            throw new ModelException(file + ": the normaliser's character map has " + blob.length + " bytes, more than "
                + TokenizerLimits.RULES_BYTES + "; it is damaged");
        }
        long trieBytes = blob.length <= 4 ? -1 : littleEndian(blob, 0) & 0xFFFFFFFFL;
        if (trieBytes <= 0 || trieBytes % 4 != 0 || trieBytes >= blob.length - 4) {
            throw new ModelException(file + ": the normaliser's character map of " + blob.length + " bytes is damaged: its trie"
                + (trieBytes < 0 ? " is cut off" : " claims " + trieBytes + " bytes"));
        }
        int[] units = new int[(int) trieBytes / 4];
        for (int i = 0; i < units.length; i++) {
            units[i] = littleEndian(blob, 4 + 4 * i);
        }
        byte[] replacements = new byte[blob.length - 4 - (int) trieBytes];
        System.arraycopy(blob, 4 + (int) trieBytes, replacements, 0, replacements.length);
        CharacterMap map = new CharacterMap(units, replacements);
        map.check(file);
        return map;
    }

    /**
     * The longest rule that {@code text[from..to)} starts with.
     *
     * @return start of the replacement in the high and length of the match in the low 32 bits, or -1 if no rule matches
     */
    long match(byte[] text, int from, int to) {
        if (units.length == 0) {
            return -1;
        }
        long found = -1;
        int node = offset(units[0]);
        for (int i = from; i < to; i++) {
            int label = text[i] & 0xFF;
            int child = node ^ label;
            if (child >= units.length || (units[child] & 0x800000FF) != label) {
                break;
            }
            node = child ^ offset(units[child]);
            if (hasValue(units[child])) {
                found = (long) (units[node] & 0x7FFFFFFF) << 32 | i + 1 - from;
            }
        }
        return found;
    }

    /** The byte of a replacement; NUL ends it. */
    byte replacement(int at) {
        return replacements[at];
    }

    /** Visits all nodes that text can reach. */
    private void check(String file) {
        int[] lengths = replacementLengths();
        boolean[] seen = new boolean[units.length];
        int[] stack = new int[units.length];
        int depth = 0;
        stack[depth++] = offset(units[0]);
        while (depth > 0) {
            int node = stack[--depth];
            for (int label = 0; label < 256; label++) {
                int child = node ^ label;
                if (child >= units.length || seen[child] || (units[child] & 0x800000FF) != label) {
                    continue;
                }
                seen[child] = true;
                int next = child ^ offset(units[child]);
                if (hasValue(units[child])) {
                    int start = next < units.length ? units[next] & 0x7FFFFFFF : Integer.MAX_VALUE;
                    if (start >= lengths.length || lengths[start] < 0) {
                        throw new ModelException(file + ": the normaliser's character map is damaged: a rule points outside it");
                    }
                    if (lengths[start] > TokenizerLimits.REPLACEMENT_BYTES) {
                        throw new ModelException(file + ": the normaliser's character map is damaged: a rule puts "
                            + lengths[start] + " bytes in place of a character, more than " + TokenizerLimits.REPLACEMENT_BYTES);
                    }
                }
                stack[depth++] = next;
            }
        }
    }

    /** How many bytes stand from each place up to the next NUL; -1 where none comes. */
    private int[] replacementLengths() {
        int[] lengths = new int[replacements.length];
        int nul = -1;
        for (int at = replacements.length - 1; at >= 0; at--) {
            nul = replacements[at] == 0 ? at : nul;
            lengths[at] = nul < 0 ? -1 : nul - at;
        }
        return lengths;
    }

    /** Bits 10 and up, shifted by 8 more where bit 9 is set; never negative. */
    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    private static boolean hasValue(int unit) {
        return (unit >>> 8 & 1) == 1;
    }

    private static int littleEndian(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }
}
