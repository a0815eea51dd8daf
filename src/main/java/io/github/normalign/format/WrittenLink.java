package io.github.normalign.format;

import io.github.normalign.alignment.Link;

/**
 * A link as it stands in a file, in the file's base and direction; {@link LinkFile} says of which file.
 *
 * @param sentence index of the sentence pair, from 0
 * @param first the first word index as written
 * @param second the second word index as written
 * @param sure whether it is a sure link; {@code false} for one that is only possible
 * @param line the line it stands on, from 1
 */
public record WrittenLink(int sentence, int first, int second, boolean sure, long line) {

    /**
     * The link counted from 0, first index as source.
     *
     * @param base what the file calls the first word; the caller has made sure that no index lies below it
     * @return the link
     * @throws IllegalArgumentException if an index lies below the base
     */
    public Link in(IndexBase base) {
        return new Link(first - base.first(), second - base.first());
    }

    /** The link as written, with {@code p} for one that is only possible. */
    @Override
    public String toString() {
        return first + (sure ? "-" : "p") + second;
    }
}
