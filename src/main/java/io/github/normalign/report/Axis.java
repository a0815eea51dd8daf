package io.github.normalign.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis from 0 with round ticks.
 *
 * @param name what is measured
 * @param step distance of two ticks
 * @param ticks number of steps; the axis ends at {@code step * ticks}
 * @param labels what stands at the ticks; empty for their values
 */
record Axis(String name, double step, int ticks, List<String> labels) {

    Axis(String name, double step, int ticks) {
        this(name, step, ticks, List.of());
    }

    /** An axis of named places, the first at 1. */
    static Axis named(List<String> labels, String name) {
        List<String> all = new ArrayList<>(labels);
        all.add(0, "");
        return new Axis(name, 1, Math.max(1, labels.size()), all);
    }

    /** An axis that reaches a value in 3 to 6 steps of 1, 2 or 5 times a power of ten. */
    static Axis upTo(double value, String name) {
        double target = value > 0 && Double.isFinite(value) ? value : 1;
        double power = Math.pow(10, Math.floor(Math.log10(target / 3)));
        double step = target / power > 15 ? 5 * power : target / power > 6 ? 2 * power : power;
        return new Axis(name, step, (int) Math.ceil(target / step - 1e-9));
    }

    /** Where a value lies, as a share of the axis. */
    double share(double value) {
        return value / (step * ticks);
    }

    /** The ticks' values, 0 first. */
    List<Double> values() {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i <= ticks; i++) {
            values.add(i * step);
        }
        return values;
    }

    /** A value as the ticks are labelled. */
    String label(double value) {
        if (!labels.isEmpty()) {
            int place = (int) Math.round(value);
            return place < labels.size() ? labels.get(place) : "";
        }
        int decimals = step >= 1 ? 0 : (int) Math.ceil(-Math.log10(step) - 1e-9);
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
