package io.github.normalign.gold;

import com.google.common.collect.ImmutableSortedSet;
import io.github.normalign.alignment.Link;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.LinkFile;
import io.github.normalign.format.WrittenLink;
import java.util.Collection;
import java.util.List;

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
     * The gold of every sentence pair of a file, first index as source.
     *
     * @param file links as written, which {@link io.github.normalign.format.LinkCheck} has let pass
     * @param base what the file calls the first word
     * @param count number of sentence pairs
     * @return one gold alignment a sentence pair, counted from 0
     */
    public static List<GoldAlignment> allOf(LinkFile file, IndexBase base, int count) {
        return file.bySentence(count).stream().map(sentence -> of(
            sentence.stream().filter(WrittenLink::sure).map(link -> link.in(base)).toList(),
            sentence.stream().map(link -> link.in(base)).toList())).toList();
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
