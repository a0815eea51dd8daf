package io.github.normalign.tokenizer;

import com.google.common.primitives.ImmutableIntArray;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.corpus.WordSpan;
import io.github.normalign.corpus.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Encodes words one by one with a SentencePiece model, each as the model encodes a text that is only this word (with U+2581 in
 * front, if the model puts it there); words that no space separates are encoded together and share the pieces out.
 *
 * <p>Encoding a whole sentence gives the same pieces save for ties: of two ways to cut a word with the same sum of scores, float
 * rounding of what stands before the word may favour either. Tests bound this at one line of prose in a thousand, and at 26 of
 * 10,355 lines of message catalogues, all of them for runs of one letter such as {@code YYYY}, cut into the same pieces in another
 * order.
 */
final class SpmTokenizer implements PieceTokenizer {

    private static final int CACHED_WORDS = 1 << 16;

    private final SentencePieceModel model;
    private final int[] modelIds;
    private final ToIntFunction<String> ofUnknown;
    private final WordCache cache = new WordCache(CACHED_WORDS, this::encodeWord);

    /**
     * A tokenizer whose ids are those of the SentencePiece model itself.
     *
     * @param model the pieces
     */
    SpmTokenizer(SentencePieceModel model) {
        this.model = model;
        this.modelIds = new int[model.size()];
        Arrays.setAll(modelIds, id -> id);
        this.ofUnknown = text -> model.unknownId();
    }

    /**
     * A tokenizer for a model that numbers the pieces in its own way.
     *
     * @param model the pieces
     * @param idOf the translation model's id of a piece by its spelling; asked for every piece of the SentencePiece model, and for
     *     the text of each run of characters that the SentencePiece model has no piece for. Must always give the same answer and be
     *     safe for use by several threads
     */
    SpmTokenizer(SentencePieceModel model, ToIntFunction<String> idOf) {
        this.model = model;
        this.modelIds = model.pieces().stream().mapToInt(idOf).toArray();
        this.ofUnknown = idOf;
    }

    private SpmTokenizer(SentencePieceModel model, int[] modelIds) {
        this.model = model;
        this.modelIds = modelIds;
        this.ofUnknown = text -> modelIds[model.unknownId()];
    }

    /**
     * A tokenizer for a model that numbers the pieces by arithmetic.
     *
     * @param model the pieces
     * @param idOf the translation model's id of a piece by its id in the SentencePiece model, the unknown piece among them
     * @return the tokenizer; special pieces never come out of it, for text never gives a control piece
     */
    static SpmTokenizer numbered(SentencePieceModel model, IntUnaryOperator idOf) {
        return new SpmTokenizer(model, IntStream.range(0, model.size()).map(idOf).toArray());
    }

    @Override
    public Pieces encode(List<String> words) {
        int count = words.size();
        int[][] perWord = new int[count][];
        int total = 0;
        for (int word = 0; word < count; word++) {
            perWord[word] = cache.get(words.get(word));
            total += perWord[word].length;
        }
        int[] ids = new int[total];
        int[] wordOf = new int[total];
        int at = 0;
        for (int word = 0; word < count; word++) {
            int length = perWord[word].length;
            System.arraycopy(perWord[word], 0, ids, at, length);
            Arrays.fill(wordOf, at, at + length, word);
            at += length;
        }
        return new Pieces(ids, wordOf, count);
    }

    @Override
    public Pieces encode(SegmentedText text) {
        if (isSpaced(text)) {
            return encode(text.words());
        }
        ImmutableIntArray.Builder ids = ImmutableIntArray.builder();
        ImmutableIntArray.Builder wordOf = ImmutableIntArray.builder();
        shareOut(text, (pieces, i, word) -> {
            ids.add(modelId(pieces, i));
            wordOf.add(word);
        });
        return new Pieces(ids.build().toArray(), wordOf.build().toArray(), text.spans().size());
    }

    private static boolean isSpaced(SegmentedText text) {
        return text.spans().equals(Words.spans(text.text()));
    }

    private void shareOut(SegmentedText text, SharedRun.PieceUse use) {
        List<WordSpan> words = text.spans();
        int first = 0;
        for (WordSpan run : Words.spans(text.text())) {
            while (first < words.size() && words.get(first).end() <= run.start()) {
                first++;
            }
            int behind = first;
            while (behind < words.size() && words.get(behind).start() < run.end()) {
                behind++;
            }
            if (first < behind) {
                new SharedRun(model, text, run, first, behind).forEach(use);
            }
        }
    }

    /** The pieces' spellings as the sentencepiece library gives them: U+2581 for a space, an unknown run as its own text. */
    @Override
    public Optional<List<List<String>>> spellings(List<String> words) {
        return Optional.of(words.stream().map(this::spell).toList());
    }

    private List<String> spell(String word) {
        Segmentation pieces = model.segment(word);
        return IntStream.range(0, pieces.count()).mapToObj(i -> spelling(pieces, i)).toList();
    }

    @Override
    public Optional<List<List<String>>> spellings(SegmentedText text) {
        if (isSpaced(text)) {
            return spellings(text.words());
        }
        List<List<String>> spellings = new ArrayList<>();
        text.spans().forEach(word -> spellings.add(new ArrayList<>()));
        shareOut(text, (pieces, i, word) -> spellings.get(word).add(spelling(pieces, i)));
        return Optional.of(spellings.stream().map(List::copyOf).toList());
    }

    private String spelling(Segmentation pieces, int i) {
        return pieces.id(i) == model.unknownId() ? pieces.text(i) : model.pieces().get(pieces.id(i));
    }

    private int[] encodeWord(String word) {
        Segmentation pieces = model.segment(word);
        int[] ids = new int[pieces.count()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = modelId(pieces, i);
        }
        return ids;
    }

    private int modelId(Segmentation pieces, int i) {
        int id = pieces.id(i);
        return id == model.unknownId() ? ofUnknown.applyAsInt(pieces.text(i)) : modelIds[id];
    }
}
