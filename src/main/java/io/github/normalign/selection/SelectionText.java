package io.github.normalign.selection;

import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.model.AttentionReader;
import io.github.normalign.model.PairAttention;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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

    /** What was made of a pair, or why the model cannot take it. */
    private record Made<R>(R result, Optional<String> skipped) {
        static <R> Made<R> of(PairAttention pair, Function<PairAttention, R> use, SelectionWatch watch) {
            watch.read().run();
            return new Made<>(pair.attention().isEmpty() ? null : use.apply(pair), pair.skipped());
        }
    }

    /**
     * Reads pairs until enough are usable or there are no more.
     *
     * @param text the corpus, source-target
     * @param wanted how many usable pairs
     * @param forward reader of the forward model
     * @param reverse reader of the reverse model, or null
     * @param use what is made of a pair, called by several threads
     * @param reverseUse likewise in the reverse direction, not turned round
     * @param watch told of pairs that were read or are too long
     * @throws CorpusException if fewer than {@link SelectionOptions#FEWEST_PAIRS} are usable
     */
    static <R> SelectionText<R> read(Iterator<SentencePair> text, int wanted, AttentionReader forward,
            Function<PairAttention, R> use, AttentionReader reverse, Function<PairAttention, R> reverseUse, SelectionWatch watch) {
        SelectionText<R> found = new SelectionText<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
        int skipped = 0;
        while (found.pairs.size() < wanted && text.hasNext()) {
            List<SentencePair> next = new ArrayList<>();
            while (next.size() < wanted - found.pairs.size() && text.hasNext()) {
                next.add(text.next());
            }
            int before = found.pairs.size() + skipped;
            List<Made<R>> ahead = forward.read(next, (i, pair) -> Made.of(pair, use, watch));
            List<Made<R>> back = reverse == null ? ahead : reverse.read(next.stream().map(SentencePair::swapped).toList(),
                (i, pair) -> Made.of(pair, reverseUse, watch));
            for (int i = 0; i < next.size(); i++) {
                Optional<String> why = ahead.get(i).skipped().or(back.get(i)::skipped);
                if (why.isPresent()) {
                    skipped++;
                    watch.skipped().accept(before + i, why.get());
                    continue;
                }
                found.pairs.add(next.get(i));
                found.forward.add(ahead.get(i).result());
                if (reverse != null) {
                    found.reverse.add(back.get(i).result());
                }
            }
        }
        if (found.pairs.size() < SelectionOptions.FEWEST_PAIRS) {
            throw new CorpusException("The corpus has " + found.pairs.size() + " usable sentence pairs"
                + (skipped > 0 ? " (" + skipped + " more are longer than a model's limit)" : "") + "; a choice without gold"
                + " needs at least " + SelectionOptions.FEWEST_PAIRS + ", and is steady from about 300: give a longer corpus.");
        }
        return new SelectionText<>(found.pairs, found.forward, found.reverse, skipped);
    }
}
