package io.github.normalign.projection;

/**
 * How far it is from each source word of a stretch to the next one that is linked into a part of the target, to either side: found
 * once for all tags, because a line may hold many.
 */
final class NearestLinks {

    /** Farther than any word. */
    static final int NONE = Integer.MAX_VALUE;

    private final int first;
    private final int[] before;
    private final int[] behind;

    NearestLinks(WordLinks words, Scope scope, Part part) {
        first = scope.first();
        before = new int[scope.size()];
        behind = new int[scope.size()];
        int last = NONE;
        for (int i = 0; i < before.length; i++) {
            last = words.firstTarget(first + i, part.from(), part.to()).isPresent() ? 0 : last == NONE ? NONE : last + 1;
            before[i] = last;
        }
        last = NONE;
        for (int i = behind.length - 1; i >= 0; i--) {
            last = before[i] == 0 ? 0 : last == NONE ? NONE : last + 1;
            behind[i] = last;
        }
    }

    /** How many words before this one the nearest linked word is, 0 for itself; or NONE. */
    int before(int word) {
        return before[word - first];
    }

    /** The same behind it. */
    int behind(int word) {
        return behind[word - first];
    }
}
