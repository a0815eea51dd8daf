package io.github.normalign.cli;

import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * How many lines were aligned, empty and bad, and what the first bad ones are.
 *
 * <p>Spark adds up what the tasks of the last stage report once for each part of the result, however often a part was tried; so
 * lines must be aligned in the stage that writes them.
 */
final class LineTally extends AccumulatorV2<LineTally.Entry, LineTally.Lines> {

    /** So many bad lines are kept with what is wrong with them; all are counted. */
    static final int MOST_MESSAGES = 100;

    private static final long serialVersionUID = 1L;

    private long aligned;
    private long empty;
    private long bad;
    private final TreeMap<Long, String> messages = new TreeMap<>();

    /**
     * One line.
     *
     * @param line what is written of it
     * @param empty whether neither side has words
     */
    record Entry(AlignedLine line, boolean empty) {
    }

    /**
     * How many lines there were of each kind.
     *
     * @param aligned those with a pair that was aligned
     * @param empty those without words
     * @param bad those that could not be aligned
     * @param messages what is wrong with the first bad lines, by line number
     */
    record Lines(long aligned, long empty, long bad, SortedMap<Long, String> messages) {

        long all() {
            return aligned + empty + bad;
        }
    }

    @Override
    public void add(Entry entry) {
        if (entry.line().reason() != null) {
            bad++;
            keep(entry.line().number(), "id " + entry.line().id() + ": " + entry.line().reason());
        } else if (entry.empty()) {
            empty++;
        } else {
            aligned++;
        }
    }

    private void keep(long number, String message) {
        messages.put(number, message);
        if (messages.size() > MOST_MESSAGES) {
            messages.pollLastEntry();
        }
    }

    @Override
    public void merge(AccumulatorV2<Entry, Lines> other) {
        Lines more = other.value();
        aligned += more.aligned();
        empty += more.empty();
        bad += more.bad();
        more.messages().forEach(this::keep);
    }

    @Override
    public boolean isZero() {
        return aligned + empty + bad == 0;
    }

    @Override
    public LineTally copy() {
        LineTally copy = new LineTally();
        copy.merge(this);
        return copy;
    }

    @Override
    public void reset() {
        aligned = 0;
        empty = 0;
        bad = 0;
        messages.clear();
    }

    @Override
    public Lines value() {
        return new Lines(aligned, empty, bad, new TreeMap<>(messages));
    }
}
