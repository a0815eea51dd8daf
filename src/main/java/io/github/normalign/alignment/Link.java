package io.github.normalign.alignment;

/**
 * One source word aligned with one target word. Ordered by source, then target.
 *
 * @param source index of the source word, from 0
 * @param target index of the target word, from 0
 */
public record Link(int source, int target) implements Comparable<Link> {

    /** Refuses negative indices with an {@link IllegalArgumentException}. */
    public Link {
        if (source < 0 || target < 0) {
            throw new IllegalArgumentException("negative word index in link " + source + "-" + target);
        }
    }

    /**
     * The link of the opposite direction.
     *
     * @return source and target exchanged
     */
    public Link swapped() {
        return new Link(target, source);
    }

    @Override
    public int compareTo(Link other) {
        int bySource = Integer.compare(source, other.source);
        return bySource != 0 ? bySource : Integer.compare(target, other.target);
    }

    /** The link in Pharaoh's form, {@code source-target}. */
    @Override
    public String toString() {
        return source + "-" + target;
    }
}
