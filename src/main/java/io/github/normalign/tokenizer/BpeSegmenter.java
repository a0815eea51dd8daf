package io.github.normalign.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding (Sennrich et al. 2016) as the sentencepiece library does it: from characters, the neighbours whose union
 * is the best-scored piece are merged until no union is a piece; of equal scores the leftmost. User-defined pieces are taken first
 * and never merged; a piece marked unused may be a step on the way but is cut again at the end.
 */
final class BpeSegmenter implements Segmenter {

    /** The library gives up cutting here too; without a limit a hostile model could exhaust the stack. */
    private static final int DEEPEST_SPLIT = 100;

    private final ByteTrie pieces;
    private final ByteTrie userDefined;
    private final SpmFile model;
    private final int unknownId;

    /**
     * Makes a segmenter.
     *
     * @param model scores and types of the pieces
     * @param pieces the pieces that text can have
     * @param userDefined those of them that are user-defined
     * @param unknownId the id of the unknown piece
     */
    BpeSegmenter(SpmFile model, ByteTrie pieces, ByteTrie userDefined, int unknownId) {
        this.model = model;
        this.pieces = pieces;
        this.userDefined = userDefined;
        this.unknownId = unknownId;
    }

    @Override
    public Segmentation segment(byte[] text, int length) {
        return new Merging(text, length).run();
    }

    /** Two neighbours (numbers of their symbols) that make a piece, and the length their union had when it was queued. */
    private record Candidate(int left, int right, int bytes, float score) implements Comparable<Candidate> {

        @Override
        public int compareTo(Candidate other) {
            return score == other.score ? Integer.compare(left, other.left) : Float.compare(other.score, score);
        }
    }

    /** The state of one text: symbols as a linked list over arrays; a merged-away symbol has length 0. */
    private final class Merging {

        private final byte[] text;
        private final int[] start;
        private final int[] bytes;
        private final int[] previous;
        private final int[] next;
        private final boolean[] frozen;
        private final PriorityQueue<Candidate> queue = new PriorityQueue<>();
        /** For each unused piece met: the length of its left part, by id, from the last time it was queued. */
        private final Map<Integer, Integer> leftPart = new HashMap<>();

        Merging(byte[] text, int length) {
            this.text = text;
            int[] starts = new int[length + 1];
            boolean[] frozenAt = new boolean[length];
            int count = 0;
            for (int at = 0; at < length; count++) {
                int user = userDefined.longestPrefix(text, at, length);
                starts[count] = at;
                frozenAt[count] = user > 0;
                at += user > 0 ? user : Bytes.characterLength(text, at, length);
            }
            starts[count] = length;
            start = Arrays.copyOf(starts, count);
            frozen = frozenAt;
            bytes = new int[count];
            previous = new int[count];
            next = new int[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = starts[i + 1] - starts[i];
                previous[i] = i - 1;
                next[i] = i + 1 < count ? i + 1 : -1;
            }
        }

        Segmentation run() {
            for (int i = 1; i < start.length; i++) {
                offer(i - 1, i);
            }
            for (Candidate top = queue.poll(); top != null; top = queue.poll()) {
                int left = top.left;
                int right = top.right;
                boolean stale = bytes[left] == 0 || bytes[right] == 0 || bytes[left] + bytes[right] != top.bytes;
                if (stale) {
                    continue;
                }
                bytes[left] = top.bytes;
                bytes[right] = 0;
                next[left] = next[right];
                if (next[right] >= 0) {
                    previous[next[right]] = left;
                }
                offer(previous[left], left);
                offer(left, next[left]);
            }
            Segmentation result = new Segmentation(text);
            for (int i = 0; i >= 0; i = next[i]) {
                split(start[i], start[i] + bytes[i], 0, result);
            }
            return result;
        }

        private void offer(int left, int right) {
            if (left < 0 || right < 0 || frozen[left] || frozen[right]) {
                return;
            }
            int union = bytes[left] + bytes[right];
            int id = pieces.find(text, start[left], start[left] + union);
            if (id == ByteTrie.NONE) {
                return;
            }
            queue.add(new Candidate(left, right, union, model.score(id)));
            if (model.type(id) == SpmFile.UNUSED) {
                leftPart.put(id, bytes[left]);
            }
        }

        /** Adds a piece, or the two parts of an unused one; an unused piece without parts is unknown. */
        private void split(int from, int to, int depth, Segmentation result) {
            int id = pieces.find(text, from, to);
            boolean cut = id != ByteTrie.NONE && model.type(id) == SpmFile.UNUSED && depth <= DEEPEST_SPLIT;
            Integer left = cut ? leftPart.get(id) : null;
            if (left == null) {
                result.add(id == ByteTrie.NONE || cut ? unknownId : id, from, to);
                return;
            }
            split(from, from + left, depth + 1, result);
            split(from + left, to, depth + 1, result);
        }
    }
}
