package io.github.normalign.tokenizer;

import io.github.normalign.corpus.SegmentedText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Encodes words for a Marian model in the stock layout: pieces by the SentencePiece model of one side ({@code source.spm} or
 * {@code target.spm}), numbers by the vocabulary both sides share ({@code vocab.json}). A piece the vocabulary lacks is
 * {@code <unk>}; characters the SentencePiece model lacks are looked up too, since the other side's model may know them.
 *
 * <p>Unlike the Hugging Face tokenizer, which cuts the text at special pieces first, words are always text: a word spelled
 * {@code </s>}, {@code <unk>}, {@code <pad>} or {@code >>por<<} never becomes the special piece of that name. M2M100 looks its
 * pieces up in the same way.
 */
final class MarianTokenizer implements PieceTokenizer {

    /** Spellings that mean something to the model and so cannot come from text. */
    private static final Set<String> SPECIAL = Set.of("</s>", "<s>", "<pad>", Vocabulary.UNKNOWN);

    /** Marian's mark of a target language. */
    private static final Pattern LANGUAGE = Pattern.compile(">>[^<>]+<<");

    private final SpmTokenizer tokenizer;

    /**
     * Makes a tokenizer of parts already read.
     *
     * @param model the SentencePiece model of the side
     * @param vocabulary the translation model's ids
     */
    MarianTokenizer(SentencePieceModel model, Vocabulary vocabulary) {
        this(model, vocabulary, MarianTokenizer::isLanguage);
    }

    /** The same with marks of languages that are spelled in another way. */
    MarianTokenizer(SentencePieceModel model, Vocabulary vocabulary, Predicate<String> isLanguage) {
        tokenizer = new SpmTokenizer(model, piece -> SPECIAL.contains(piece) || isLanguage.test(piece) ? vocabulary.unknownId()
            : vocabulary.id(piece).orElse(vocabulary.unknownId()));
    }

    /** Whether a piece is Marian's mark of a target language. */
    static boolean isLanguage(String piece) {
        return LANGUAGE.matcher(piece).matches();
    }

    @Override
    public Pieces encode(List<String> words) {
        return tokenizer.encode(words);
    }

    @Override
    public Pieces encode(SegmentedText text) {
        return tokenizer.encode(text);
    }

    @Override
    public Optional<List<List<String>>> spellings(List<String> words) {
        return tokenizer.spellings(words);
    }

    @Override
    public Optional<List<List<String>>> spellings(SegmentedText text) {
        return tokenizer.spellings(text);
    }
}
