package io.github.normalign.tokenizer;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Marian's rules: pieces {@code </s>}, the target language as {@code >>xxx<<} before them where the model has such pieces. */
final class MarianPair implements StockTokenizer {

    private static final String TARGET_VOCABULARY = "target_vocab.json";

    private final PieceTokenizer source;
    private final PieceTokenizer target;
    private final int greatestId;
    private final PieceFrame plain;
    private final Map<String, Integer> codes;
    private final LanguageChoice sources = new LanguageChoice("source", List.of(), Optional.empty());
    private final LanguageChoice targets;

    private MarianPair(PieceTokenizer source, PieceTokenizer target, Vocabulary from, Vocabulary to, PieceFrame plain) {
        this.source = source;
        this.target = target;
        this.plain = plain;
        greatestId = Math.max(from.greatestId(), to.greatestId());
        codes = from.pieces().stream().filter(MarianTokenizer::isLanguage).collect(Collectors.toMap(
            piece -> piece.substring(2, piece.length() - 2), piece -> from.id(piece).orElseThrow(), (a, b) -> a, TreeMap::new));
        targets = new LanguageChoice("target", codes.keySet(), Optional.empty());
    }

    /** Reads the files; what is wrong is added to the problems and thrown. */
    static MarianPair open(TokenizerFiles files) {
        if (!files.has("source.spm") && files.has(TokenizerFiles.JSON)) {
            files.problem("there is only a " + TokenizerFiles.JSON + ", in which Marian's two SentencePiece models are mixed; put"
                + " source.spm, target.spm and vocab.json, from the repository of the original model, into the directory");
        }
        Optional<SentencePieceModel> sourcePieces = files.read("source.spm", SentencePieceModel::read);
        Optional<SentencePieceModel> targetPieces = same(files.path("source.spm"), files.path("target.spm")) ? sourcePieces
            : files.read("target.spm", SentencePieceModel::read);
        boolean separate = files.has(TARGET_VOCABULARY) || files.isSet("separate_vocabs")
            || files.isDenied("share_encoder_decoder_embeddings");
        Optional<Vocabulary> from = files.read(TokenizerFiles.VOCABULARY, Vocabulary::read);
        Optional<Vocabulary> to = separate ? files.read(TARGET_VOCABULARY, Vocabulary::read) : from;
        from.ifPresent(ids -> files.requireWithin(TokenizerFiles.VOCABULARY, ids.greatestId(), "vocab_size"));
        if (separate) {
            to.ifPresent(ids -> files.requireWithin(TARGET_VOCABULARY, ids.greatestId(), "decoder_vocab_size", "vocab_size"));
        }
        int end = from.map(ids -> ids.id("</s>").orElse(files.id("eos_token_id").orElse(-1))).orElse(0);
        int targetEnd = to.map(ids -> ids.id("</s>").orElse(end)).orElse(end);
        int start = files.id(TokenizerFiles.START).orElse(to.map(ids -> ids.id("<pad>").orElse(-1)).orElse(0));
        if (end < 0) {
            files.problem(TokenizerFiles.VOCABULARY + " has no '</s>', and config.json no eos_token_id");
        }
        if (start < 0) {
            files.problem("config.json has no decoder_start_token_id, and the vocabulary no '<pad>'");
        }
        files.requireWithin(TokenizerFiles.START, start, "decoder_vocab_size", "vocab_size");
        files.requireWithin("eos_token_id", end, "vocab_size");
        files.refuseProblems();
        return new MarianPair(new MarianTokenizer(sourcePieces.orElseThrow(), from.orElseThrow()),
            new MarianTokenizer(targetPieces.orElseThrow(), to.orElseThrow()), from.orElseThrow(), to.orElseThrow(),
            new PieceFrame(ImmutableIntArray.of(), ImmutableIntArray.of(end), ImmutableIntArray.of(start), targetEnd));
    }

    /** Many models have one SentencePiece model for both sides; reading it twice takes time for nothing. */
    private static boolean same(Path one, Path other) {
        try {
            return Files.isRegularFile(one) && Files.isRegularFile(other) && Files.mismatch(one, other) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public LanguageChoice sources() {
        return sources;
    }

    @Override
    public LanguageChoice targets() {
        return targets;
    }

    @Override
    public PairTokenizer forLanguages(Optional<String> sourceCode, Optional<String> targetCode) {
        sources.find(sourceCode);
        Optional<String> code = targets.find(targetCode.map(this::bare));
        PieceFrame frame = code.isEmpty() ? plain
            : new PieceFrame(ImmutableIntArray.of(codes.get(code.get())), plain.afterSource(), plain.decoderStart(),
                plain.targetEnd());
        return new PairTokenizer(source, target, frame);
    }

    @Override
    public String bare(String code) {
        return MarianTokenizer.isLanguage(code) ? code.substring(2, code.length() - 2) : code;
    }

    @Override
    public int greatestId() {
        return greatestId;
    }
}
