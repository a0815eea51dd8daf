package io.github.normalign.tokenizer;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of models with one set of pieces and a code for each language: NLLB, M2M100, mBART and mBART-50.
 *
 * <p>The decoder starts as generating starts: with {@code decoder_start_token_id} and then the target's code as the forced first
 * piece; in mBART the code itself is the start.
 */
final class CodedTokenizer implements StockTokenizer {

    private static final Pattern UNDERLINED = Pattern.compile("__([a-z]{2,4}(?:_\\w+)?)__");
    private static final Pattern LANGUAGE_AND_PLACE = Pattern.compile("[a-z]{2,4}_[A-Z][A-Za-z]{1,7}");

    /** fairseq's first pieces; SentencePiece's own are one further on from where its unknown piece was. */
    private static final Map<String, Integer> FAIRSEQ = Map.of("<s>", 0, "<pad>", 1, "</s>", 2, "<unk>", 3);

    private static final Set<String> ENGLISH = Set.of("eng_Latn", "en", "en_XX");

    private final TokenizerKind kind;
    private final boolean codeLast;
    private final SpmPieces pieces;
    private final Map<String, Integer> codes;
    private final int start;
    private final LanguageChoice sources;
    private final LanguageChoice targets;

    /**
     * Pieces of either side.
     *
     * @param tokenizer words to ids
     * @param end id of {@code </s>}
     * @param greatest the greatest id of a piece
     * @param next the id of the first code in a published model
     */
    private record SpmPieces(PieceTokenizer tokenizer, int end, int greatest, int next) {
    }

    private CodedTokenizer(TokenizerFiles files, TokenizerKind kind, SpmPieces pieces, Map<String, Integer> codes) {
        this.kind = kind;
        this.pieces = pieces;
        this.codes = Map.copyOf(codes);
        codeLast = kind == TokenizerKind.MBART || kind == TokenizerKind.NLLB && files.isSet("legacy_behaviour");
        OptionalInt configured = files.id(TokenizerFiles.START);
        start = configured.orElse(pieces.end());
        Optional<String> usualTarget = code(files.id("forced_bos_token_id"))
            .or(() -> files.setting("tgt_lang").filter(codes::containsKey))
            .or(() -> kind == TokenizerKind.MBART ? code(configured) : Optional.empty());
        // Saving a tokenizer writes English as the source of one that was never told any; beside a target it is meant.
        Optional<String> usualSource = files.setting("src_lang").filter(codes::containsKey)
            .filter(code -> usualTarget.isPresent() || !ENGLISH.contains(code));
        sources = new LanguageChoice("source", codes.keySet(), usualSource);
        targets = new LanguageChoice("target", codes.keySet(), usualTarget);
    }

    private Optional<String> code(OptionalInt id) {
        return codes.entrySet().stream().filter(entry -> id.isPresent() && entry.getValue() == id.getAsInt())
            .map(Map.Entry::getKey).findFirst();
    }

    /** Reads the files; what is wrong is added to the problems and thrown. */
    static CodedTokenizer open(TokenizerFiles files, TokenizerKind kind, boolean fromJson) {
        Optional<SpmPieces> pieces = fromJson ? json(files)
            : kind == TokenizerKind.M2M100 ? m2m100(files) : fairseq(files);
        Map<String, Integer> codes = new TreeMap<>(files.added(piece -> code(kind, piece)));
        if (codes.isEmpty() && fromJson) {
            files.problem(TokenizerFiles.JSON + " names no language codes among its added_tokens");
        } else if (codes.isEmpty() && pieces.isPresent()) {
            List<String> published = PublishedCodes.of(kind, files.setting("language_codes").orElse("m2m100"));
            published.forEach(code -> codes.put(code, pieces.get().next() + codes.size()));
        }
        pieces.ifPresent(found -> files.requireWithin("the tokenizer", Math.max(found.greatest(), greatest(codes)), "vocab_size"));
        files.id(TokenizerFiles.START).ifPresent(id -> files.requireWithin(TokenizerFiles.START, id, "vocab_size"));
        files.refuseProblems();
        return new CodedTokenizer(files, kind, pieces.orElseThrow(), codes);
    }

    private static Optional<String> code(TokenizerKind kind, String piece) {
        Matcher matcher = (kind == TokenizerKind.M2M100 ? UNDERLINED : LANGUAGE_AND_PLACE).matcher(piece);
        return !matcher.matches() ? Optional.empty() : Optional.of(kind == TokenizerKind.M2M100 ? matcher.group(1) : piece);
    }

    private static int greatest(Map<String, Integer> codes) {
        return codes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private static Optional<SpmPieces> fairseq(TokenizerFiles files) {
        return files.read(TokenizerFiles.FAIRSEQ_PIECES, SentencePieceModel::read).map(model -> new SpmPieces(
            SpmTokenizer.numbered(model, id -> id == model.unknownId() ? FAIRSEQ.get("<unk>") : id + 1),
            FAIRSEQ.get("</s>"), model.size(), model.size() + 1));
    }

    private static Optional<SpmPieces> m2m100(TokenizerFiles files) {
        Optional<SentencePieceModel> model = files.read(TokenizerFiles.FAIRSEQ_PIECES, SentencePieceModel::read);
        Optional<Vocabulary> vocabulary = files.read(TokenizerFiles.VOCABULARY, Vocabulary::read);
        OptionalInt end = vocabulary.map(ids -> ids.id("</s>")).orElse(OptionalInt.empty());
        if (vocabulary.isPresent() && end.isEmpty()) {
            files.problem(TokenizerFiles.VOCABULARY + " has no '</s>'");
        }
        return model.isEmpty() || end.isEmpty() ? Optional.empty() : vocabulary.map(ids -> new SpmPieces(
            new MarianTokenizer(model.get(), ids, piece -> UNDERLINED.matcher(piece).matches()), end.getAsInt(),
            ids.greatestId(), ids.size()));
    }

    private static Optional<SpmPieces> json(TokenizerFiles files) {
        Optional<SentencePieceModel> read = files.read(TokenizerFiles.JSON, TokenizerJson::model);
        if (read.isPresent() && read.get().id("</s>").isEmpty()) {
            files.problem(TokenizerFiles.JSON + " has no piece '</s>'");
            return Optional.empty();
        }
        return read.map(model -> new SpmPieces(new SpmTokenizer(model), model.id("</s>").getAsInt(), model.size() - 1, 0));
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
    public PairTokenizer forLanguages(Optional<String> source, Optional<String> target) {
        int from = codes.get(sources.find(source.map(this::bare)).orElseThrow());
        int to = codes.get(targets.find(target.map(this::bare)).orElseThrow());
        ImmutableIntArray end = ImmutableIntArray.of(pieces.end());
        ImmutableIntArray decoder = kind == TokenizerKind.MBART ? ImmutableIntArray.of(to) : ImmutableIntArray.of(start, to);
        return new PairTokenizer(pieces.tokenizer(), pieces.tokenizer(), codeLast
            ? new PieceFrame(ImmutableIntArray.of(), ImmutableIntArray.of(pieces.end(), from), decoder)
            : new PieceFrame(ImmutableIntArray.of(from), end, decoder));
    }

    @Override
    public String bare(String code) {
        return code(kind, code).orElse(code);
    }

    @Override
    public int greatestId() {
        return Math.max(pieces.greatest(), greatest(codes));
    }
}
