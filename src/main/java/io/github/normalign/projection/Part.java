package io.github.normalign.projection;

/**
 * A stretch of the target that an element got: all of it, or one of several where it is split.
 *
 * @param from its first word
 * @param to the word behind its last; equal to from where it got no word
 * @param start its first UTF-16 unit
 * @param end the unit behind its last
 */
record Part(int from, int to, int start, int end) {

    /** A place without text. */
    static Part point(int at) {
        return new Part(0, 0, at, at);
    }

    boolean isEmpty() {
        return from == to;
    }

    int clamp(int offset) {
        return Math.max(start, Math.min(end, offset));
    }
}
