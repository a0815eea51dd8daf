package io.github.normalign.alignment;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The links of one sentence pair: a set, in the order of {@link Link}. Immutable.
 *
 * @param links the links, without doubles
 */
public record Alignment(ImmutableSortedSet<Link> links) {

    /** An alignment without links. */
    public static final Alignment EMPTY = new Alignment(ImmutableSortedSet.of());

    /**
     * Builds from any collection; doubles count once.
     *
     * @param links links in any order
     * @return the alignment
     */
    public static Alignment of(Collection<Link> links) {
        return new Alignment(ImmutableSortedSet.copyOf(links));
    }

    /**
     * Builds from links.
     *
     * @param links links in any order
     * @return the alignment
     */
    public static Alignment of(Link... links) {
        return of(Arrays.asList(links));
    }

    /**
     * The alignment read in the other direction.
     *
     * @return every link swapped
     */
    public Alignment swapped() {
        return of(links.stream().map(Link::swapped).toList());
    }

    /** The links in Pharaoh's form, separated by spaces. */
    @Override
    public String toString() {
        return links.stream().map(Link::toString).collect(Collectors.joining(" "));
    }
}
