package io.github.normalign.evaluation;

/**
 * A confidence interval, its ends among the values in it.
 *
 * @param low the lower end, in the unit of the figure it belongs to
 * @param high the upper end, never below {@code low}
 */
public record Interval(double low, double high) {
}
