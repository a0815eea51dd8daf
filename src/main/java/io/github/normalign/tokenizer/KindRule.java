package io.github.normalign.tokenizer;

import io.github.normalign.error.ModelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which kind a model directory is, by what its files say. */
final class KindRule {

    private static final Map<String, TokenizerKind> BY_CLASS = Map.of("MarianTokenizer", TokenizerKind.MARIAN,
        "NllbTokenizer", TokenizerKind.NLLB, "M2M100Tokenizer", TokenizerKind.M2M100, "MBartTokenizer", TokenizerKind.MBART,
        "MBart50Tokenizer", TokenizerKind.MBART50, "T5Tokenizer", TokenizerKind.T5, "MT5Tokenizer", TokenizerKind.T5);

    /** Classes that say nothing: those that read whatever tokenizer.json holds. */
    private static final List<String> ANY = List.of("PreTrainedTokenizer", "PreTrainedTokenizerBase");

    /** mBART-50 has 52 codes, one offset and one mask around its pieces. */
    private static final int MBART50_EXTRA = 54;

    private KindRule() {
    }

    /**
     * The kind whose rules hold, by the class named in {@code tokenizer_config.json} or {@code config.json}, else by the model's
     * type.
     *
     * @param files the directory
     * @return any kind but TOKENIZER_JSON
     * @throws ModelException if it is none of them
     */
    static TokenizerKind find(TokenizerFiles files) {
        Optional<String> named = files.setting("tokenizer_class").or(() -> files.config("tokenizer_class"))
            .map(name -> name.endsWith("Fast") ? name.substring(0, name.length() - "Fast".length()) : name)
            .filter(name -> !ANY.contains(name));
        if (named.isPresent()) {
            TokenizerKind kind = BY_CLASS.get(named.get());
            if (kind == null) {
                throw new ModelException("the tokenizer of the model is a " + named.get()
                    + "; supported are those of Marian, NLLB, M2M100, mBART, mBART-50 and T5");
            }
            return kind;
        }
        String type = files.config("model_type").orElse("");
        return switch (type) {
            case "marian", "firefox-translations" -> TokenizerKind.MARIAN;
            case "m2m_100" -> files.has(TokenizerFiles.VOCABULARY) ? TokenizerKind.M2M100 : TokenizerKind.NLLB;
            case "mbart" -> mbart(files);
            case "t5", "mt5" -> TokenizerKind.T5;
            default -> throw new ModelException("config.json: model_type is '" + type + "', whose tokenizer is not supported;"
                + " supported are those of Marian, NLLB, M2M100, mBART, mBART-50 and T5");
        };
    }

    /** Without a class transformers takes mBART's; the size of the table says where that would be wrong. */
    private static TokenizerKind mbart(TokenizerFiles files) {
        if (!files.has(TokenizerFiles.FAIRSEQ_PIECES)) {
            return files.added(code -> code.equals("pt_XX") ? Optional.of(code) : Optional.empty()).isEmpty()
                ? TokenizerKind.MBART : TokenizerKind.MBART50;
        }
        int pieces = files.read(TokenizerFiles.FAIRSEQ_PIECES, SentencePieceModel::read).map(SentencePieceModel::size).orElse(0);
        return files.id("vocab_size").orElse(0) == pieces + MBART50_EXTRA ? TokenizerKind.MBART50 : TokenizerKind.MBART;
    }
}
