package io.github.normalign.tokenizer;

import com.google.gson.JsonObject;
import io.github.normalign.error.ModelException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The tokenizer files of a model directory, and what languages they know. Ids are those that transformers 4.57.6 gives a whole
 * sentence, with one difference that is meant: text that spells a special piece ({@code </s>}, {@code por_Latn}) is text.
 * Immutable, safe for use by several threads.
 */
public final class ModelTokenizer {

    private final TokenizerKind kind;
    private final StockTokenizer rules;

    private ModelTokenizer(TokenizerKind kind, StockTokenizer rules) {
        this.kind = kind;
        this.rules = rules;
    }

    /**
     * Reads the tokenizer files of a model.
     *
     * @param directory where they lie
     * @param config the object in {@code config.json}
     * @param generation the object in {@code generation_config.json}; empty where there is none
     * @return the tokenizer
     * @throws ModelException listing everything that is missing or wrong; also if ids and {@code vocab_size} do not agree
     */
    public static ModelTokenizer open(Path directory, JsonObject config, JsonObject generation) {
        TokenizerFiles files = new TokenizerFiles(directory, config, generation);
        TokenizerKind kind = KindRule.find(files);
        boolean fromJson = fromJson(files, kind);
        StockTokenizer rules = switch (kind) {
            case MARIAN -> MarianPair.open(files);
            case T5 -> T5Pair.open(files, fromJson);
            default -> CodedTokenizer.open(files, kind, fromJson);
        };
        return new ModelTokenizer(fromJson ? TokenizerKind.TOKENIZER_JSON : kind, rules);
    }

    /** Only where the SentencePiece model is missing; a tokenizer.json of Marian's two models is not what it was trained with. */
    private static boolean fromJson(TokenizerFiles files, TokenizerKind kind) {
        String pieces = kind == TokenizerKind.T5 ? TokenizerFiles.T5_PIECES : TokenizerFiles.FAIRSEQ_PIECES;
        return kind != TokenizerKind.MARIAN && !files.has(pieces) && files.has(TokenizerFiles.JSON);
    }

    /**
     * Whose rules the tokenizer follows.
     *
     * @return the kind; {@link TokenizerKind#TOKENIZER_JSON} where the pieces had to be read from {@code tokenizer.json}
     */
    public TokenizerKind kind() {
        return kind;
    }

    /**
     * The languages a source can be in.
     *
     * @return codes as the model spells them, sorted; empty for a model that does not mark its source
     */
    public SortedSet<String> sourceLanguages() {
        return rules.sources().codes();
    }

    /**
     * The languages a target can be in.
     *
     * @return codes as the model spells them (Marian's without {@code >>} and {@code <<}, M2M100's without underscores), sorted;
     *     empty for a model of one target language
     */
    public SortedSet<String> targetLanguages() {
        return rules.targets().codes();
    }

    /**
     * The source language taken where none is given, because the model's files name it.
     *
     * @return one of {@link #sourceLanguages()}, or empty where it must be given
     */
    public Optional<String> usualSource() {
        return rules.sources().usual();
    }

    /**
     * The target language taken where none is given, because the model's files name it.
     *
     * @return one of {@link #targetLanguages()}, or empty where it must be given
     */
    public Optional<String> usualTarget() {
        return rules.targets().usual();
    }

    /**
     * How the model spells a source language, for what must not depend on how the caller spelled it.
     *
     * @param code a code, in any of the forms that {@link #forLanguages} takes
     * @return one of {@link #sourceLanguages()}; or the code as it was given, if it is none of them or can be several
     */
    public String sourceCode(String code) {
        return rules.sources().known(rules.bare(code)).orElse(code);
    }

    /**
     * How the model spells a target language.
     *
     * @param code a code, in any of the forms that {@link #forLanguages} takes
     * @return one of {@link #targetLanguages()}; or the code as it was given, if it is none of them or can be several
     */
    public String targetCode(String code) {
        return rules.targets().known(rules.bare(code)).orElse(code);
    }

    /**
     * The tokenizer for a pair of languages.
     *
     * @param source code of the source language, exactly or in a short form that only one code has ({@code pt} for {@code pt_XX},
     *     {@code por} for {@code por_Latn}); empty for {@link #usualSource()}, or for a model that does not mark its source
     * @param target the same for the target
     * @return pieces of both sides and what stands around them
     * @throws ModelException if a language is not known (the nearest codes are named first), is meant by several codes, is needed
     *     but not given, or is given to a model that has none
     */
    public PairTokenizer forLanguages(Optional<String> source, Optional<String> target) {
        return rules.forLanguages(source, target);
    }

    /**
     * The greatest id that can come out, of pieces or around them; what config.json states as {@code vocab_size} is greater.
     *
     * @return an id of either side
     */
    public int greatestId() {
        return rules.greatestId();
    }
}
