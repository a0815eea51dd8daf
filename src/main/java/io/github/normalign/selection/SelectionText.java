package io.github.normalign.selection;

import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.PairAttention;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * The first pairs of a corpus that the models can take, and what was made of each while its attention was there.
 *
 * @param pairs the usable pairs, source-target, in the order of the corpus
 * @param forward what was made of each in the forward direction
 * @param reverse likewise in the reverse direction; empty without a reverse model
 * @param skipped pairs passed over because they are longer than a model's limit
 * @param <R> what is made of a pair
 */
record SelectionText<R>(List<SentencePair> pairs, List<R> forward, List<R> reverse, int skipped) {

    /** Fewer pairs than this say too little: a head that is best by chance would be chosen. */
    static final int FEWEST = 20;

    /**
     * Reads pairs until enough are usable or there are no more.
     *
     * @param text the corpus, source-target
     * @param wanted how many usable pairs
     * @param forward reader of the forward model
     * @param reverse reader of the reverse model, or null
     * @param use what is made of a pair, called by several threads
     * @param reverseUse likewise in the reverse direction, not turned round
     * @throws CorpusException if fewer than {@link #FEWEST} are usable
     */
    static <R> SelectionText<R> read(Iterator<SentencePair> text, int wanted, AttentionReader forward,
            Function<PairAttention, R> use, AttentionReader reverse, Function<PairAttention, R> reverseUse) {
        SelectionText<R> found = new SelectionText<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
        int skipped = 0;
        while (found.pairs.size() < wanted && text.hasNext()) {
            List<SentencePair> next = new ArrayList<>();
            while (next.size() < wanted - found.pairs.size() && text.hasNext()) {
                next.add(text.next());
            }
            List<R> ahead = forward.read(next, (i, pair) -> pair.attention().isEmpty() ? null : use.apply(pair));
            List<R> back = reverse == null ? ahead : reverse.read(next.stream().map(SentencePair::swapped).toList(),
                (i, pair) -> pair.attention().isEmpty() ? null : reverseUse.apply(pair));
            for (int i = 0; i < next.size(); i++) {
                if (ahead.get(i) == null || back.get(i) == null) {
                    skipped++;
                    continue;
                }
                found.pairs.add(next.get(i));
                found.forward.add(ahead.get(i));
                if (reverse != null) {
                    found.reverse.add(back.get(i));
                }
            }
        }
        if (found.pairs.size() < FEWEST) {
            throw new CorpusException("The corpus has " + found.pairs.size() + " usable sentence pairs"
                + (skipped > 0 ? " (" + skipped + " more are longer than a model's limit)" : "") + "; a choice without gold"
                + " needs at least " + FEWEST + ", and is steady from about 300: give a longer corpus.");
        }
        return new SelectionText<>(found.pairs, found.forward, found.reverse, skipped);
    }
}
