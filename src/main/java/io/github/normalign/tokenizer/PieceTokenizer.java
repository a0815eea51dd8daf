package io.github.normalign.tokenizer;

import io.github.normalign.corpus.SegmentedText;
import java.util.List;
import java.util.Optional;

/**
 * Turns words into a model's pieces: each by itself, or as they stand in a text. Implementations are safe for use by several
 * threads.
 */
public interface PieceTokenizer {

    /**
     * Encodes words one at a time, so that each word knows its pieces whatever its neighbours are.
     *
     * @param words the words of one sentence
     * @return ids and word numbers; no {@code </s>}
     */
    Pieces encode(List<String> words);

    /**
     * Encodes words as they stand in a text, with the pieces that the model was trained with where no space is between two words:
     * {@code .} for the full stop of {@code house.}, and the pieces of a whole Chinese sentence.
     *
     * <p>What spaces (U+0020, TAB) separate is encoded as {@link #encode(List)} encodes a word of that text, and its pieces are
     * shared out among the words in it; what holds no word is left out. A piece with characters of several words belongs to the
     * one with the most of them, the first of equal ones. Where that leaves another word without any piece, and so without links,
     * the piece is cut where words end and its parts are encoded by themselves, unless the model's makers defined it to stay whole.
     * A piece with no character of a word (U+2581 alone, an invisible character) belongs to the next word up to the next space,
     * else to the last before it.
     *
     * @param text a text and where its words stand
     * @return ids and word numbers; no {@code </s>}. The ids are those of {@link #encode(List)} of the text split at spaces, save
     *     for pieces that were cut; where that gives the words themselves, so are the word numbers
     */
    default Pieces encode(SegmentedText text) {
        return encode(text.words());
    }

    /**
     * How the pieces of words are spelled, for people and programs that look at them; a model is run by {@link #encode(List)}.
     *
     * @param words the words of one sentence
     * @return for each word its pieces' spellings in the order of {@link #encode(List)}, and as many; empty if the tokenizer
     *     knows none
     */
    default Optional<List<List<String>>> spellings(List<String> words) {
        return Optional.empty();
    }

    /**
     * How the pieces of words in a text are spelled.
     *
     * @param text a text and where its words stand
     * @return for each word its pieces' spellings in the order of {@link #encode(SegmentedText)}, and as many; empty if the
     *     tokenizer knows none
     */
    default Optional<List<List<String>>> spellings(SegmentedText text) {
        return spellings(text.words());
    }

    /**
     * Encodes a text as a whole, as the libraries the models were trained with do. Its ids are those of its words one by one save
     * for ties, for spaces other than U+0020, and for pieces that hold a space.
     *
     * @param text one sentence, blanks and all
     * @return ids; no {@code </s>}
     */
    default int[] encodeText(String text) {
        return encode(List.of(text)).ids();
    }
}
