package io.github.normalign.format;

import java.util.List;
import java.util.Random;

/** Texts of everything that makes offsets go wrong, the same for the same seed. */
final class OddText {

    /** What stands in words: each kind by itself, so that a test can tell whether it met all of them. */
    static final List<String> ATOMS = List.of(
        "a", "House", "don't", "3.14", ".", ",", "?!", "\"", "|||",
        "e\u0301", "n\u0303a", "a\u0328\u0301", "\u0915\u094D\u0937\u093F",
        "\uD83D\uDE00", "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", "\uD83C\uDDE7\uD83C\uDDF7", "\u2764\uFE0F",
        "\uD83D\uDC4D\uD83C\uDFFD", "\uD835\uDD38", "\uD840\uDC00",
        "\uFB01ne", "\u0132", "\uFF21\uFF22\uFF23", "\uFF76\uFF9E", "a\u00A0b", "co\u00ADop", "\u200B", "\uFEFF", "\u034F",
        "\u6211\u559C\u6B22\u7EA2\u8272\u7684\u623F\u5B50\u3002",
        "\u79C1\u306F\u5B66\u751F\u3067\u3059", "\u3000", "\uD55C\uAD6D\uC5B4",
        "\u0E09\u0E31\u0E19\u0E23\u0E31\u0E01\u0E1B\u0E23\u0E30\u0E40\u0E17\u0E28\u0E44\u0E17\u0E22", "\u0E40",
        "\u0645\u0631\u062D\u0628\u0627", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u05E9\u05DC\u05D5\u05DD",
        "\u200F", "\u202B\u0627\u202C", "\u0000", "\u0007", "\u001B[1m", "\u0085", "\u009F", "\u2028", "\u2029", "\u000B", "\uFFFE",
        "\\", "</x>", "\\u0041", "'");

    /** Only programs make these: no UTF-8 file has them. */
    static final List<String> UNPAIRED = List.of("\uD83D", "\uDE00", "\uDE00\uD83D", "x\uD800");

    private static final List<String> SPACES = List.of(" ", " ", " ", "  ", "\t", " \t ");

    private final Random random;
    private final boolean unpaired;

    /**
     * Starts a sequence of texts.
     *
     * @param seed what makes it
     * @param unpaired whether surrogates may stand without their other half
     */
    OddText(long seed, boolean unpaired) {
        this.random = new Random(seed);
        this.unpaired = unpaired;
    }

    /** A text of up to 12 atoms, some glued, some with spaces between, before or behind them. */
    String next() {
        StringBuilder text = new StringBuilder();
        int atoms = 1 + random.nextInt(12);
        for (int i = 0; i < atoms; i++) {
            if (random.nextInt(5) < 2) {
                text.append(SPACES.get(random.nextInt(SPACES.size())));
            }
            boolean odd = unpaired && random.nextInt(20) == 0;
            text.append(odd ? UNPAIRED.get(random.nextInt(UNPAIRED.size())) : ATOMS.get(random.nextInt(ATOMS.size())));
        }
        return text.append(random.nextInt(5) == 0 ? " " : "").toString();
    }

    int nextInt(int bound) {
        return random.nextInt(bound);
    }
}
