package io.github.normalign.projection;

import io.github.normalign.corpus.WordSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The tags of one source text placed in one target text, level by level. */
final class TagPlacement {

    private final int sourceEnd;
    private final String target;
    private final WordLinks words;
    private final Predicate<Tag> split;
    private final EdgePunctuation edges;

    TagPlacement(String source, String target, WordLinks words, Predicate<Tag> split) {
        this.target = target;
        this.words = words;
        this.split = split;
        this.edges = new EdgePunctuation(source, target);
        this.sourceEnd = source.length();
    }

    /** Where one tag, or one part of a split one, comes to stand: in which part of its parent, and where there. */
    private record Place(int sibling, int parent, Part part) {
    }

    /** A place for a tag without words, and how far the word that tells of it is from the tag in the source. */
    private record Point(int offset, int distance) {
    }

    List<Tag> place(List<Tag> tags) {
        Scope scope = new Scope(0, words.sourceCount(), 0, sourceEnd);
        return place(tags, scope, List.of(new Part(0, words.targetCount(), 0, target.length()))).get(0);
    }

    /** The siblings as they stand in each part of their parent. */
    private List<List<Tag>> place(List<Tag> siblings, Scope scope, List<Part> parents) {
        List<Place> places = siblings.isEmpty() ? List.of() : places(siblings, scope, parents);
        List<List<Tag>> placed = new ArrayList<>();
        parents.forEach(parent -> placed.add(new ArrayList<>()));
        for (int from = 0; from < places.size();) {
            int to = from;
            while (to < places.size() && places.get(to).sibling() == places.get(from).sibling()) {
                to++;
            }
            Tag tag = siblings.get(places.get(from).sibling());
            List<Place> own = places.subList(from, to);
            List<List<Tag>> children = place(tag.children(), Scope.of(tag, words), own.stream().map(Place::part).toList());
            for (int i = 0; i < own.size(); i++) {
                Part part = own.get(i).part();
                placed.get(own.get(i).parent()).add(new Tag(tag.open(), tag.close(), part.start(), part.end(), children.get(i)));
            }
            from = to;
        }
        // Stable: of tags at one place the first in the source stays first.
        placed.forEach(tags -> tags.sort(Comparator.comparingInt(Tag::start).thenComparingInt(Tag::end)));
        return placed;
    }

    /** The places of all siblings, those of one sibling together. */
    private List<Place> places(List<Tag> siblings, Scope scope, List<Part> parents) {
        List<List<Place>> found = new ArrayList<>();
        siblings.forEach(sibling -> found.add(new ArrayList<>()));
        int[] most = new int[siblings.size()];
        SiblingWords owners = new SiblingWords(siblings, scope, words);
        for (int parent = 0; parent < parents.size(); parent++) {
            for (SiblingWords.Run run : owners.runs(parents.get(parent), split)) {
                Tag tag = siblings.get(run.sibling());
                List<Place> own = found.get(run.sibling());
                if (!split.test(tag) && run.count() > most[run.sibling()]) {
                    own.clear();
                    most[run.sibling()] = run.count();
                }
                if (own.isEmpty() || split.test(tag)) {
                    own.add(new Place(run.sibling(), parent, part(tag, scope, run, parents.get(parent))));
                }
            }
        }
        List<TreeMap<Integer, Integer>> taken = new ArrayList<>();
        parents.forEach(parent -> taken.add(new TreeMap<>()));
        found.forEach(own -> own.forEach(place -> taken.get(place.parent()).put(place.part().start(), place.part().end())));
        if (found.stream().anyMatch(List::isEmpty)) {
            List<NearestLinks> nearest = parents.stream().map(parent -> new NearestLinks(words, scope, parent)).toList();
            for (int sibling = 0; sibling < siblings.size(); sibling++) {
                if (found.get(sibling).isEmpty()) {
                    found.get(sibling).add(point(sibling, siblings.get(sibling), scope, parents, taken, nearest));
                }
            }
        }
        return found.stream().flatMap(List::stream).toList();
    }

    /** The text that belongs to a run of words. */
    private Part part(Tag tag, Scope scope, SiblingWords.Run run, Part parent) {
        WordSpan first = words.target(run.first());
        WordSpan last = words.target(run.last());
        boolean all = edges.isBlank(scope.start(), tag.start()) && edges.isBlank(tag.end(), scope.stop());
        WordSpan text = all ? new WordSpan(first.start(), last.end()) : edges.trimmed(tag, first, last);
        return new Part(run.first(), run.last() + 1, parent.clamp(text.start()), parent.clamp(text.end()));
    }

    /** The one place of a tag without target words: in the part of its parent where a word near it in the source stands. */
    private Place point(int sibling, Tag tag, Scope scope, List<Part> parents, List<TreeMap<Integer, Integer>> taken,
            List<NearestLinks> nearest) {
        List<Point> points = IntStream.range(0, parents.size())
            .mapToObj(parent -> point(tag, scope, parents.get(parent), taken.get(parent), nearest.get(parent))).toList();
        int best = IntStream.range(0, points.size()).boxed()
            .min(Comparator.comparingInt(parent -> points.get(parent).distance())).orElseThrow();
        return new Place(sibling, best, Part.point(points.get(best).offset()));
    }

    private Point point(Tag tag, Scope scope, Part parent, TreeMap<Integer, Integer> taken, NearestLinks nearest) {
        if (parent.isEmpty()) {
            return new Point(parent.end(), Integer.MAX_VALUE);
        }
        int before = words.firstSourceStartingFrom(tag.start()) - 1;
        int behind = words.firstSourceEndingBehind(tag.end());
        int farBefore = before >= scope.first() ? nearest.before(before) : NearestLinks.NONE;
        int farBehind = behind < scope.end() ? nearest.behind(behind) : NearestLinks.NONE;
        boolean lookBefore = farBefore != farBehind ? farBefore < farBehind : belongsToWordBefore(tag, scope, before, behind);
        int distance = Math.min(farBefore, farBehind);
        if (distance < NearestLinks.NONE) {
            OptionalInt found = lookBefore ? words.lastTarget(before - distance, parent.from(), parent.to())
                : words.firstTarget(behind + distance, parent.from(), parent.to());
            WordSpan word = words.target(found.orElseThrow());
            int offset = lookBefore ? edges.placeBehind(word, tag.end()) : edges.placeBefore(word, tag.start());
            return new Point(outside(taken, parent.clamp(offset), lookBefore), distance);
        }
        return new Point(outside(taken, parent.clamp(inProportion(tag, scope, parent)), false), Integer.MAX_VALUE);
    }

    /** Whether a tag without target words goes with the word before it: it touches that one alone. */
    private boolean belongsToWordBefore(Tag tag, Scope scope, int before, int behind) {
        if (before < scope.first()) {
            return false;
        }
        if (before == behind) {
            return !edges.isAllOpening(words.source(before).start(), tag.start());
        }
        boolean touchesBehind = behind < scope.end() && words.source(behind).start() <= tag.end();
        return words.source(before).end() >= tag.start() && !touchesBehind;
    }

    /** With no link to go by: as far into the target's words as the tag is into the source's. */
    private int inProportion(Tag tag, Scope scope, Part parent) {
        int before = Math.min(words.firstSourceStartingFrom(tag.start()), scope.end()) - scope.first();
        int behind = scope.end() - Math.max(words.firstSourceEndingBehind(tag.end()), scope.first());
        if (before <= 0) {
            return words.target(parent.from()).start();
        }
        if (behind <= 0) {
            return words.target(parent.to() - 1).end();
        }
        int count = parent.to() - parent.from();
        long word = Math.min(count - 1L, Math.round((double) before * count / scope.size()));
        return words.target(parent.from() + (int) word).start();
    }

    /** Moves a place out of a sibling's text. */
    private static int outside(TreeMap<Integer, Integer> taken, int offset, boolean behind) {
        Map.Entry<Integer, Integer> sibling = taken.lowerEntry(offset);
        if (sibling == null || sibling.getValue() <= offset) {
            return offset;
        }
        return behind ? sibling.getValue() : sibling.getKey();
    }
}
