package io.github.normalign.projection;

/**
 * A stretch of the source that tags are looked at in together: the whole text, or that of their parent.
 *
 * @param first its first word
 * @param end the word behind its last; equal to first if it has no word
 * @param start its first UTF-16 unit
 * @param stop the unit behind its last
 */
record Scope(int first, int end, int start, int stop) {

    /** The stretch of an element: a word that it cuts belongs to it. */
    static Scope of(Tag tag, WordLinks words) {
        int first = words.firstSourceEndingBehind(tag.start());
        int end = tag.end() > tag.start() ? Math.max(first, words.firstSourceStartingFrom(tag.end())) : first;
        return new Scope(first, end, tag.start(), tag.end());
    }

    int size() {
        return end - first;
    }
}
