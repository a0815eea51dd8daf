package io.github.normalign.tokenizer;

import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.error.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
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
public final class MarianTokenizer implements PieceTokenizer {

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
    public MarianTokenizer(SentencePieceModel model, Vocabulary vocabulary) {
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

    /**
     * Reads both files.
     *
     * @param spm {@code source.spm} or {@code target.spm}
     * @param vocabJson {@code vocab.json}
     * @return the tokenizer of that side
     * @throws ModelException saying what is wrong with either file, or with both
     */
    public static MarianTokenizer open(Path spm, Path vocabJson) {
        List<ModelException> faults = new ArrayList<>();
        SentencePieceModel model = null;
        Vocabulary vocabulary = null;
        try {
            model = SentencePieceModel.read(spm);
        } catch (ModelException fault) {
            faults.add(fault);
        }
        try {
            vocabulary = Vocabulary.read(vocabJson);
        } catch (ModelException fault) {
            faults.add(fault);
        }
        if (!faults.isEmpty()) {
            throw new ModelException(String.join("\n", faults.stream().map(ModelException::getMessage).toList()), faults.get(0));
        }
        return new MarianTokenizer(model, vocabulary);
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
