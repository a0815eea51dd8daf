package io.github.normalign.tokenizer;

import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSpan;
import java.util.BitSet;

/**
 * What stands between two spaces, with several words in it: its pieces are those of the whole, and each belongs to one word. A
 * piece that takes the only pieces a word could have is cut where words end, and its parts are encoded by themselves: a word that
 * shows in the text must have pieces, for without them it can never have links.
 */
final class SharedRun {

    private final SentencePieceModel model;
    private final SegmentedText text;
    private final int offset;
    private final int first;
    private final int behind;
    private final LocatedPieces located;

    /** The run of a text with the words from {@code first}, and before {@code behind}; at least one. */
    SharedRun(SentencePieceModel model, SegmentedText text, WordSpan run, int first, int behind) {
        this.model = model;
        this.text = text;
        this.offset = run.start();
        this.first = first;
        this.behind = behind;
        this.located = model.locate(run.cut(text.text()));
    }

    /** What is done with a piece, the {@code i}-th of {@code pieces}, that belongs to a word. */
    @FunctionalInterface
    interface PieceUse {

        void accept(Segmentation pieces, int i, int word);
    }

    /** Hands over every piece in order. */
    void forEach(PieceUse use) {
        Segmentation pieces = located.pieces();
        int[] words = new int[pieces.count()];
        BitSet served = new BitSet();
        PieceOwners owners = new PieceOwners(text, first, behind);
        for (int i = 0; i < words.length; i++) {
            words[i] = owners.of(offset + located.begin(i), offset + located.end(i));
            served.set(words[i]);
        }
        for (int i = 0; i < words.length; i++) {
            if (takesAll(i, served) && !model.isUserDefined(pieces.id(i))) {
                cut(i, words[i], use);
            } else {
                use.accept(pieces, i, words[i]);
            }
        }
    }

    /** Whether a piece has characters of a word that is left without pieces. */
    private boolean takesAll(int i, BitSet served) {
        int begin = offset + located.begin(i);
        int end = offset + located.end(i);
        for (int word = served.nextClearBit(first); word < behind; word = served.nextClearBit(word + 1)) {
            WordSpan span = text.spans().get(word);
            if (Math.max(begin, span.start()) < Math.min(end, span.end())) {
                return true;
            }
        }
        return false;
    }

    /** Encodes the parts of a piece that came from different words; a piece of one part stays as it is. */
    private void cut(int i, int owner, PieceUse use) {
        Segmentation pieces = located.pieces();
        PieceOwners owners = new PieceOwners(text, first, behind);
        int from = pieces.start(i);
        int word = ownerOf(from, owners);
        for (int at = from + 1; at <= pieces.end(i); at++) {
            int next = at < pieces.end(i) ? ownerOf(at, owners) : -1;
            if (next == word) {
                continue;
            }
            if (next < 0 && from == pieces.start(i)) {
                use.accept(pieces, i, owner);
                return;
            }
            Segmentation part = model.segment(pieces.text(), from, at);
            for (int k = 0; k < part.count(); k++) {
                use.accept(part, k, word);
            }
            from = at;
            word = next;
        }
    }

    private int ownerOf(int at, PieceOwners owners) {
        int unit = offset + located.units()[at];
        return owners.of(unit, unit);
    }
}
