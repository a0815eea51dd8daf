package io.github.normalign.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Fractions as people read them: percent, two decimals, a decimal point wherever the program runs. */
final class Percent {

    private Percent() {
    }

    static String of(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }

    /** With its sign: a difference. */
    static String signed(double fraction) {
        return String.format(Locale.ROOT, "%+.2f", 100 * fraction).replace('-', '\u2212');
    }

    static String of(OptionalDouble fraction, String undefined) {
        return fraction.isEmpty() ? undefined : of(fraction.getAsDouble());
    }
}
