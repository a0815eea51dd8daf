package io.github.normalign.projection;

import com.google.common.primitives.ImmutableIntArray;
import io.github.normalign.corpus.WordSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Which words of source and target belong to which of several siblings: steps 1 and 2 of the package's description. */
final class SiblingWords {

    /** Belongs to no sibling. */
    private static final int NONE = -1;

    private final List<Tag> siblings;
    private final Scope scope;
    private final WordLinks words;
    /** For each source word of the scope its sibling. */
    private final int[] owner;
    /** For each sibling its first and last own source word; NONE if it has none. */
    private final int[] firstOwn;
    private final int[] lastOwn;
    /** The sibling that has all source words of the scope, or NONE. */
    private final int whole;

    /** A run of target words of one sibling, with no word of another sibling between them. */
    record Run(int sibling, int first, int last, int count) {
    }

    SiblingWords(List<Tag> siblings, Scope scope, WordLinks words) {
        this.siblings = siblings;
        this.scope = scope;
        this.words = words;
        owner = new int[scope.size()];
        firstOwn = new int[siblings.size()];
        lastOwn = new int[siblings.size()];
        Arrays.fill(owner, NONE);
        Arrays.fill(firstOwn, NONE);
        Arrays.fill(lastOwn, NONE);
        int[] most = new int[scope.size()];
        for (int i = 0; i < siblings.size(); i++) {
            Scope own = Scope.of(siblings.get(i), words);
            for (int word = Math.max(own.first(), scope.first()); word < Math.min(own.end(), scope.end()); word++) {
                int share = overlap(siblings.get(i), words.source(word));
                if (share > most[word - scope.first()]) {
                    most[word - scope.first()] = share;
                    owner[word - scope.first()] = i;
                }
            }
        }
        for (int word = scope.first(); word < scope.end(); word++) {
            int sibling = owner[word - scope.first()];
            if (sibling != NONE) {
                firstOwn[sibling] = firstOwn[sibling] == NONE ? word : firstOwn[sibling];
                lastOwn[sibling] = word;
            }
        }
        int first = owner.length == 0 ? NONE : owner[0];
        whole = Arrays.stream(owner).allMatch(sibling -> sibling == first) ? first : NONE;
    }

    private static int overlap(Tag tag, WordSpan word) {
        return Math.min(tag.end(), word.end()) - Math.max(tag.start(), word.start());
    }

    /** The siblings' runs among a part's words, in the order of the target. */
    List<Run> runs(Part part, Predicate<Tag> split) {
        int[] owned = owners(part);
        List<Run> runs = new ArrayList<>();
        Run open = null;
        for (int target = part.from(); target < part.to(); target++) {
            int sibling = owned[target - part.from()];
            if (sibling == NONE) {
                // A split element leaves out what belongs to other source words, and keeps what belongs to none.
                if (open != null && !words.sourcesOf(target).isEmpty() && split.test(siblings.get(open.sibling()))) {
                    runs.add(open);
                    open = null;
                }
            } else if (open != null && open.sibling() == sibling) {
                open = new Run(sibling, open.first(), target, open.count() + 1);
            } else {
                if (open != null) {
                    runs.add(open);
                }
                open = new Run(sibling, target, target, 1);
            }
        }
        if (open != null) {
            runs.add(open);
        }
        return runs;
    }

    /** For each target word of a part its sibling. */
    private int[] owners(Part part) {
        int[] owned = new int[part.to() - part.from()];
        if (whole != NONE) {
            Arrays.fill(owned, whole);
            return owned;
        }
        boolean[] linked = new boolean[siblings.size()];
        for (int target = part.from(); target < part.to(); target++) {
            owned[target - part.from()] = winner(words.sourcesOf(target), linked);
        }
        for (int sibling = 0; sibling < siblings.size(); sibling++) {
            if (firstOwn[sibling] != NONE && !linked[sibling]) {
                fillGap(sibling, part, owned);
            }
        }
        return owned;
    }

    /** The sibling with most of a target word's links, the first of equals; text outside of siblings does not count. */
    private int winner(ImmutableIntArray sources, boolean[] linked) {
        TreeMap<Integer, Integer> votes = new TreeMap<>();
        for (int i = 0; i < sources.length(); i++) {
            int word = sources.get(i) - scope.first();
            if (word >= 0 && word < owner.length && owner[word] != NONE) {
                votes.merge(owner[word], 1, Integer::sum);
                linked[owner[word]] = true;
            }
        }
        int best = NONE;
        for (int sibling : votes.keySet()) {
            if (best == NONE || votes.get(sibling) > votes.get(best)) {
                best = sibling;
            }
        }
        return best;
    }

    /** Gives an element without links the words without links that stand where it should. */
    private void fillGap(int sibling, Part part, int[] owned) {
        OptionalInt before = firstOwn[sibling] == scope.first() ? OptionalInt.of(part.from() - 1)
            : words.lastTarget(firstOwn[sibling] - 1, part.from(), part.to());
        OptionalInt behind = lastOwn[sibling] == scope.end() - 1 ? OptionalInt.of(part.to())
            : words.firstTarget(lastOwn[sibling] + 1, part.from(), part.to());
        if (before.isEmpty() || behind.isEmpty()) {
            return;
        }
        for (int target = before.getAsInt() + 1; target < behind.getAsInt(); target++) {
            if (owned[target - part.from()] != NONE || !words.sourcesOf(target).isEmpty()) {
                return;
            }
        }
        for (int target = before.getAsInt() + 1; target < behind.getAsInt(); target++) {
            owned[target - part.from()] = sibling;
        }
    }
}
