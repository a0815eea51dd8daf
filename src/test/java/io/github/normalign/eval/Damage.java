package io.github.normalign.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Ways of spoiling the targets of a parallel text. Each takes what it puts in from the same text, so only the pairing is wrong. */
enum Damage {
    /** Another sentence's target. */
    OTHER,
    /** The target of a sentence of the same number of words, or nearly. */
    SAME_LENGTH,
    /** The first half of the target, rounded up. */
    HALF,
    /** The last third replaced by another target's last third, both rounded down, at least one word. */
    THIRD,
    /** One content word (letters only, at least four) replaced by a content word of another target that is not in this one. */
    WORD;

    /**
     * Spoils all targets.
     *
     * @param targets targets as words
     * @param seed of the one random generator
     * @return a target for each; null where there is nothing to replace
     */
    List<List<String>> apply(List<List<String>> targets, long seed) {
        Random random = new Random(seed);
        int[] other = this == SAME_LENGTH ? nextOfLikeLength(targets, random) : cycle(targets.size(), random);
        List<List<String>> spoilt = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            List<String> own = targets.get(i);
            List<String> foreign = targets.get(other[i]);
            spoilt.add(switch (this) {
                case OTHER, SAME_LENGTH -> foreign;
                case HALF -> own.subList(0, (own.size() + 1) / 2);
                case THIRD -> joined(own.subList(0, own.size() - third(own)),
                    foreign.subList(foreign.size() - third(foreign), foreign.size()));
                case WORD -> oneReplaced(targets, other, i, random);
            });
        }
        return spoilt;
    }

    private static int third(List<String> words) {
        return Math.max(1, words.size() / 3);
    }

    private static List<String> joined(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    /** A random permutation that is one cycle: no sentence keeps its target. */
    private static int[] cycle(int size, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, random);
        return follow(order);
    }

    private static int[] nextOfLikeLength(List<List<String>> targets, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, targets.size()).boxed().toList());
        Collections.shuffle(order, random);
        order.sort(Comparator.comparingInt(i -> targets.get(i).size()));
        return follow(order);
    }

    private static int[] follow(List<Integer> order) {
        int[] next = new int[order.size()];
        for (int i = 0; i < next.length; i++) {
            next[order.get(i)] = order.get((i + 1) % next.length);
        }
        return next;
    }

    private static List<String> oneReplaced(List<List<String>> targets, int[] other, int at, Random random) {
        List<String> own = targets.get(at);
        List<Integer> places = IntStream.range(0, own.size()).filter(word -> isContent(own.get(word))).boxed().toList();
        if (places.isEmpty()) {
            return null;
        }
        List<String> lower = own.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        for (int from = other[at]; from != at; from = other[from]) {
            List<String> foreign = targets.get(from).stream()
                .filter(word -> isContent(word) && !lower.contains(word.toLowerCase(Locale.ROOT))).toList();
            if (!foreign.isEmpty()) {
                List<String> spoilt = new ArrayList<>(own);
                spoilt.set(places.get(random.nextInt(places.size())), foreign.get(random.nextInt(foreign.size())));
                return spoilt;
            }
        }
        return null;
    }

    private static boolean isContent(String word) {
        return word.length() >= 4 && word.chars().allMatch(Character::isLetter);
    }
}
