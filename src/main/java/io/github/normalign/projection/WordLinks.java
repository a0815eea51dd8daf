package io.github.normalign.projection;

import com.google.common.primitives.ImmutableIntArray;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.corpus.WordSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The words of both sides and who is linked with whom, looked up by either side. */
final class WordLinks {

    private final List<WordSpan> sourceWords;
    private final List<WordSpan> targetWords;
    private final List<ImmutableIntArray> targets;
    private final List<ImmutableIntArray> sources;

    WordLinks(List<WordSpan> sourceWords, List<WordSpan> targetWords, Alignment links) {
        this.sourceWords = List.copyOf(sourceWords);
        this.targetWords = List.copyOf(targetWords);
        List<ImmutableIntArray.Builder> bySource = builders(sourceWords.size());
        List<ImmutableIntArray.Builder> byTarget = builders(targetWords.size());
        // In the order of links, so both lists are ascending.
        for (Link link : links.links()) {
            bySource.get(link.source()).add(link.target());
            byTarget.get(link.target()).add(link.source());
        }
        targets = bySource.stream().map(ImmutableIntArray.Builder::build).toList();
        sources = byTarget.stream().map(ImmutableIntArray.Builder::build).toList();
    }

    private static List<ImmutableIntArray.Builder> builders(int count) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> ImmutableIntArray.builder()).toList());
    }

    int sourceCount() {
        return sourceWords.size();
    }

    int targetCount() {
        return targetWords.size();
    }

    WordSpan source(int word) {
        return sourceWords.get(word);
    }

    WordSpan target(int word) {
        return targetWords.get(word);
    }

    /** The source words linked with a target word, ascending. */
    ImmutableIntArray sourcesOf(int target) {
        return sources.get(target);
    }

    /** The lowest target word of a source word among those from {@code from} to {@code to}, half-open. */
    OptionalInt firstTarget(int source, int from, int to) {
        return targets.get(source).stream().filter(target -> target >= from && target < to).findFirst();
    }

    /** The highest one. */
    OptionalInt lastTarget(int source, int from, int to) {
        return targets.get(source).stream().filter(target -> target >= from && target < to).max();
    }

    /** The first source word that ends behind {@code offset}: the one that covers it, or the next. */
    int firstSourceEndingBehind(int offset) {
        int low = 0;
        int high = sourceWords.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sourceWords.get(middle).end() > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The first source word that starts at {@code offset} or behind it. */
    int firstSourceStartingFrom(int offset) {
        int low = 0;
        int high = sourceWords.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sourceWords.get(middle).start() >= offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
