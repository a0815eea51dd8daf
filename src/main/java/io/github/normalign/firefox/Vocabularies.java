package io.github.normalign.firefox;

import com.google.gson.JsonObject;
import io.github.normalign.tokenizer.SentencePieceModel;
import java.util.List;

/**
 * The pieces of both sides. Ids are those of the SentencePiece models; behind them comes one pad piece, at the same id on both
 * sides also where the vocabularies differ in size: that of the first id free on both.
 *
 * @param source SentencePiece file of the source
 * @param target SentencePiece file of the target
 * @param sourcePieces its pieces by id
 * @param targetPieces its pieces by id
 */
record Vocabularies(InputFile source, InputFile target, List<String> sourcePieces, List<String> targetPieces) {

    static final String PAD = "<pad>";
    static final int END_ID = 0;
    static final int UNKNOWN_ID = 1;

    /**
     * Reads both and compares them with the model.
     *
     * @param source SentencePiece file of the source
     * @param target SentencePiece file of the target; the same object where one serves both sides
     * @param config the model's sizes
     * @param problems gets a line for each thing that does not fit
     * @return the vocabularies
     * @throws io.github.normalign.error.ModelException if a file is no SentencePiece model
     */
    static Vocabularies of(InputFile source, InputFile target, MarianConfig config, List<String> problems) {
        List<String> sourcePieces = SentencePieceModel.parse(source.bytes(), source.name()).pieces();
        List<String> targetPieces = target == source
            ? sourcePieces
            : SentencePieceModel.parse(target.bytes(), target.name()).pieces();
        check(source.name(), sourcePieces, config.sourcePieces(), "source", problems);
        if (target != source) {
            check(target.name(), targetPieces, config.targetPieces(), "target", problems);
        } else if (config.sourcePieces() != config.targetPieces()) {
            problems.add("the model has vocabularies of " + config.sourcePieces() + " and " + config.targetPieces()
                + " pieces; give both with --source-vocab and --target-vocab");
        }
        Vocabularies both = new Vocabularies(source, target, sourcePieces, targetPieces);
        if (config.oneTable() && !both.shared()) {
            problems.add("the model has one vocabulary for both sides, but " + source.name() + " and " + target.name()
                + " differ; give it with --vocab");
        }
        return both;
    }

    /** Whether both sides have the same pieces. */
    boolean shared() {
        return sourcePieces.equals(targetPieces);
    }

    /** The pad piece's id, which is also what the decoder starts with. */
    int padId() {
        return Math.max(sourcePieces.size(), targetPieces.size());
    }

    /** Rows of the tables in the written model: all pieces, and the pad piece. */
    int size() {
        return padId() + 1;
    }

    /** Piece to id, in the order of ids. */
    JsonObject sourceIds() {
        return ids(sourcePieces);
    }

    /** Piece to id, in the order of ids. */
    JsonObject targetIds() {
        return ids(targetPieces);
    }

    private JsonObject ids(List<String> pieces) {
        JsonObject ids = new JsonObject();
        for (int id = 0; id < pieces.size(); id++) {
            ids.addProperty(pieces.get(id), id);
        }
        ids.addProperty(PAD, padId());
        return ids;
    }

    private static void check(String file, List<String> pieces, int rows, String side, List<String> problems) {
        if (pieces.size() != rows) {
            problems.add(file + " has " + pieces.size() + " pieces, but the model's " + side + " table has " + rows
                + " rows; are they of one model?");
        }
        String end = pieces.get(END_ID);
        String unknown = pieces.size() > UNKNOWN_ID ? pieces.get(UNKNOWN_ID) : "nothing";
        if (!end.equals("</s>") || !unknown.equals("<unk>")) {
            problems.add(file + " has '" + end + "' and '" + unknown + "' as its pieces 0 and 1; supported: '</s>' and '<unk>'");
        }
        if (pieces.contains(PAD)) {
            problems.add(file + " has a piece '" + PAD + "' of its own, the name the imported model needs for its pad piece");
        }
    }
}
