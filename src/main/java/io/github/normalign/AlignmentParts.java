package io.github.normalign;

import io.github.normalign.corpus.SentencePair;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * A corpus of any length on its way through an aligner, part by part, in order. Parts are read ahead on the thread that takes the
 * results, and a few are under way at a time, so that every thread has a batch to run while one part is read and another is
 * written. Memory does not grow with the corpus.
 *
 * <p>Where parts end follows from the items alone, never from time: the same items from the same number on make the same parts,
 * so that work that was broken off between two parts can go on there with the same batches and the same numbers.
 *
 * <p>What reading an item throws is thrown behind the results of all items before it. After a failure there is no further part.
 * Not safe for use by several threads, but for {@link #close()}.
 *
 * @param <T> what items are
 */
public final class AlignmentParts<T> implements Iterator<List<AlignedItem<T>>>, AutoCloseable {

    /** Items in a part at most: enough to find pairs of like length. */
    static final int MOST_ITEMS = 1024;
    /** Items in the first part: its results are there soon. Later ones are as large as all before them. */
    static final int FIRST_ITEMS = 64;
    /** Words after which a part ends, for long lines. */
    static final int MOST_WORDS = 1 << 16;
    /** Word pairs, source times target, after which a part ends: what is held of a pair grows with them. */
    static final long MOST_CELLS = 1 << 22;
    /** Characters after which a part ends, for huge words. */
    static final long MOST_CHARACTERS = 1 << 22;

    /** About how many batches a part gives; so many threads find work in one. */
    private static final int BATCHES = 16;

    private final WordAligner aligner;
    private final Iterator<? extends T> items;
    private final Function<? super T, Optional<SentencePair>> pair;
    private final int mostUnderWay;
    private final Queue<Part<T>> underWay = new ConcurrentLinkedQueue<>();
    private long read;
    private RuntimeException unread;
    private boolean ended;
    private volatile boolean closed;

    /** Items, which of them have pairs, and the pairs' results to come. */
    private record Part<T>(List<T> items, List<Boolean> paired, Distinct distinct, Underway results) {

        List<AlignedItem<T>> aligned() {
            Iterator<AlignedPair> found = distinct.all(results.results()).iterator();
            List<AlignedItem<T>> aligned = new ArrayList<>(items.size());
            for (int i = 0; i < items.size(); i++) {
                aligned.add(new AlignedItem<>(items.get(i), paired.get(i) ? Optional.of(found.next()) : Optional.empty()));
            }
            return aligned;
        }
    }

    /**
     * Prepares; nothing is read yet.
     *
     * @param aligner what aligns; it must stay open
     * @param items the corpus from where it is to be aligned
     * @param pair the pair in an item, if it has one; called once an item
     * @param before how many items of the corpus stand before those, where work that was broken off goes on; else 0
     */
    public AlignmentParts(WordAligner aligner, Iterator<? extends T> items, Function<? super T, Optional<SentencePair>> pair,
            long before) {
        this.aligner = aligner;
        this.items = items;
        this.pair = pair;
        this.read = before;
        this.mostUnderWay = 3 + aligner.threads() / BATCHES;
    }

    /** Whether another part follows, or a failure to read one; may read ahead. */
    @Override
    public boolean hasNext() {
        fill();
        return !underWay.isEmpty() || unread != null;
    }

    /**
     * The next part, once it is aligned.
     *
     * @return its items in their order, at least one
     * @throws io.github.normalign.error.ModelException if ONNX Runtime fails on one of its pairs
     * @throws java.util.concurrent.CancellationException if another thread closed this meanwhile
     * @throws NoSuchElementException behind the last part
     */
    @Override
    public List<AlignedItem<T>> next() {
        fill();
        Part<T> part = underWay.peek();
        if (part == null) {
            if (unread == null) {
                throw new NoSuchElementException("no part left");
            }
            RuntimeException failure = unread;
            unread = null;
            throw failure;
        }
        boolean done = false;
        try {
            List<AlignedItem<T>> aligned = part.aligned();
            done = true;
            underWay.poll();
            return aligned;
        } finally {
            if (!done) {
                ended = true;
                unread = null;
                close();
                underWay.clear();
            }
        }
    }

    /** Reads and begins parts; what is done already goes first, for readers whose items come slowly. */
    private void fill() {
        while (!ended && !closed && underWay.size() < mostUnderWay && !isResultWaiting()) {
            part().ifPresent(underWay::add);
        }
        if (closed) {
            // A part that was begun while another thread closed.
            close();
        }
    }

    private boolean isResultWaiting() {
        return underWay.size() > 1 && underWay.peek().results().isDone();
    }

    private Optional<Part<T>> part() {
        long most = Math.min(MOST_ITEMS, Math.max(FIRST_ITEMS, read));
        List<T> part = new ArrayList<>();
        List<Boolean> paired = new ArrayList<>();
        List<SentencePair> pairs = new ArrayList<>();
        Size size = new Size();
        try {
            while (part.size() < most && !size.isFull() && items.hasNext()) {
                T item = items.next();
                Optional<SentencePair> found = pair.apply(item);
                part.add(item);
                paired.add(found.isPresent());
                found.ifPresent(pairs::add);
                found.ifPresent(size::add);
            }
        } catch (RuntimeException e) {
            unread = e;
        }
        read += part.size();
        ended = unread != null || part.size() < most && !size.isFull();
        if (part.isEmpty()) {
            return Optional.empty();
        }
        Distinct distinct = Distinct.of(pairs);
        try {
            return Optional.of(new Part<>(part, paired, distinct, aligner.start(distinct.pairs())));
        } catch (RuntimeException e) {
            // Closed meanwhile; the parts before this one may be done all the same.
            unread = e;
            ended = true;
            return Optional.empty();
        }
    }

    /** What is in a part so far. */
    private static final class Size {
        private long words;
        private long cells;
        private long characters;

        void add(SentencePair pair) {
            words += pair.source().size() + pair.target().size();
            cells += (long) pair.source().size() * pair.target().size();
            pair.source().forEach(word -> characters += word.length());
            pair.target().forEach(word -> characters += word.length());
        }

        boolean isFull() {
            return words >= MOST_WORDS || cells >= MOST_CELLS || characters >= MOST_CHARACTERS;
        }
    }

    /** Begins no batch more and forgets the parts under way; another thread may call it to stop the work. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(part -> part.results().cancel());
    }
}
