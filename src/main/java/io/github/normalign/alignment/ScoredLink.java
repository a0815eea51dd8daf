package io.github.normalign.alignment;

/**
 * A link with the score it won by.
 *
 * @param link the link
 * @param score the value of the matrix cell the link was read from: for weights in [0, 1] and not a probability of the link;
 *     for norms {@code >= 0} without upper bound, comparable within one layer of one model only
 */
public record ScoredLink(Link link, double score) implements Comparable<ScoredLink> {

    @Override
    public int compareTo(ScoredLink other) {
        return link.compareTo(other.link);
    }
}
