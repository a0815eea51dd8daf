package io.github.normalign.gold;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.alignment.Link;
import java.util.Collection;

/**
 * What annotators said of one sentence pair: links they were sure of, and all links they hold possible. Immutable.
 *
 * @param sure S
 * @param possible P; always a superset of S, whatever was given: {@code P := P u S}
 */
public record GoldAlignment(ImmutableSortedSet<Link> sure, ImmutableSortedSet<Link> possible) {

    /** Adds the sure links to the possible ones. */
    public GoldAlignment {
        possible = ImmutableSortedSet.<Link>naturalOrder().addAll(possible).addAll(sure).build();
    }

    /**
     * Builds from any collections.
     *
     * @param sure the sure links
     * @param possible the possible links; whether the sure ones are among them makes no difference
     * @return the gold alignment
     */
    public static GoldAlignment of(Collection<Link> sure, Collection<Link> possible) {
        return new GoldAlignment(ImmutableSortedSet.copyOf(sure), ImmutableSortedSet.copyOf(possible));
    }

    /**
     * The gold of the opposite direction.
     *
     * @return every link swapped
     */
    public GoldAlignment swapped() {
        return of(sure.stream().map(Link::swapped).toList(), possible.stream().map(Link::swapped).toList());
    }
}
