package io.github.normalign.attention;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The heads of a layer that are read together: all of them, or some by number, counted from 1 as in the paper.
 *
 * @param numbers head numbers from 1; empty means all
 */
public record HeadSelection(ImmutableSortedSet<Integer> numbers) {

    /** Every head of the layer. */
    public static final HeadSelection ALL = new HeadSelection(ImmutableSortedSet.of());

    /** Refuses numbers below 1 with an {@link IllegalArgumentException}. */
    public HeadSelection {
        if (!numbers.isEmpty() && numbers.first() < 1) {
            throw new IllegalArgumentException("heads are counted from 1, found " + numbers.first());
        }
    }

    /**
     * Some heads.
     *
     * @param numbers head numbers from 1, at least one
     * @return the selection
     */
    public static HeadSelection of(Collection<Integer> numbers) {
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no head given");
        }
        return new HeadSelection(ImmutableSortedSet.copyOf(numbers));
    }

    /**
     * One or more heads.
     *
     * @param numbers head numbers from 1
     * @return the selection
     */
    public static HeadSelection of(Integer... numbers) {
        return of(Arrays.asList(numbers));
    }

    /**
     * Reads {@code all}, {@code 6} or {@code 1,4,6}.
     *
     * @param text the option's value
     * @return the selection
     * @throws IllegalArgumentException with a sentence for the user, if it is none of these
     */
    public static HeadSelection parse(String text) {
        if (text.equals("all")) {
            return ALL;
        }
        try {
            return of(Arrays.stream(text.split(",", -1)).map(String::strip).map(Integer::valueOf).toList());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                "heads are 'all', a number from 1, or numbers with commas (1,4,6); found '" + text + "'", e);
        }
    }

    /**
     * The array positions of the selected heads in a layer.
     *
     * @param heads how many heads the layer has
     * @return positions from 0, ascending
     * @throws IllegalArgumentException if a number is above the layer's count
     */
    public int[] positions(int heads) {
        if (numbers.isEmpty()) {
            return IntStream.range(0, heads).toArray();
        }
        if (numbers.last() > heads) {
            throw new IllegalArgumentException("head " + numbers.last() + " asked for, but the layer has " + heads);
        }
        return numbers.stream().mapToInt(number -> number - 1).toArray();
    }

    /**
     * The same selection in a layer of which only some heads were read.
     *
     * @param read the heads that were read
     * @param heads how many they are
     * @return positions among them from 0, ascending
     * @throws IllegalArgumentException if a head was not read, or is above the layer's count
     */
    int[] positions(HeadSelection read, int heads) {
        if (read.numbers.isEmpty()) {
            return positions(heads);
        }
        if (numbers.isEmpty() || !read.numbers.containsAll(numbers)) {
            throw new IllegalArgumentException("heads " + this + " asked for, but only " + read + " were read");
        }
        return numbers.stream().mapToInt(number -> read.numbers.headSet(number).size()).toArray();
    }

    /** {@code all}, or the numbers with commas: what {@link #parse} reads. */
    @Override
    public String toString() {
        return numbers.isEmpty() ? "all" : numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
