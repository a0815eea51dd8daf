package io.github.normalign.tokenizer;

import io.github.normalign.error.ModelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a SentencePiece model file says, as far as it bears on encoding. Field numbers are those of
 * {@code sentencepiece_model.proto}. Immutable.
 */
final class SpmFile {

    static final byte NORMAL = 1;
    static final byte UNKNOWN = 2;
    static final byte CONTROL = 3;
    static final byte USER_DEFINED = 4;
    static final byte UNUSED = 5;
    static final byte BYTE = 6;

    /** The algorithms a file can name; the last two are read but not supported. */
    enum Algorithm { UNIGRAM, BPE, WORD, CHAR }

    private final List<String> pieces = new ArrayList<>();
    private float[] scores;
    private byte[] types;
    private Algorithm algorithm = Algorithm.UNIGRAM;
    private boolean byteFallback;
    private boolean whitespaceAsSuffix;
    private boolean dummyPrefix = true;
    private boolean removeExtraWhitespaces = true;
    private boolean escapeWhitespaces = true;
    private byte[] characterMap = {};

    private SpmFile() {
    }

    /**
     * Reads a file's bytes.
     *
     * @param bytes the whole content
     * @param file its name, for messages
     * @return what it says, the pieces checked one by one
     * @throws ModelException if it is cut off, is something else, or holds a piece that cannot be used
     */
    static SpmFile parse(byte[] bytes, String file) {
        SpmFile model = new SpmFile();
        List<Float> scores = new ArrayList<>();
        ByteArrayOutputStream types = new ByteArrayOutputStream();
        WireReader reader = new WireReader(bytes, file);
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> {
                    if (model.pieces.size() == TokenizerLimits.PIECES) {
                        throw new ModelException(file + " has more than " + TokenizerLimits.PIECES + " pieces, too many for a"
                            + " SentencePiece model. It is damaged or made to exhaust memory; fetch it again.");
                    }
                    model.readPiece(reader.message(), scores, types, file);
                }
                case 2 -> model.readTrainerSpec(reader.message(), file);
                case 3 -> model.readNormalizerSpec(reader.message());
                default -> {
                    // Test samples and the denormaliser: of no use here.
                }
            }
        }
        if (model.pieces.isEmpty()) {
            throw new ModelException(file + " is no SentencePiece model or is damaged: no pieces in " + bytes.length + " bytes");
        }
        model.scores = new float[scores.size()];
        for (int i = 0; i < model.scores.length; i++) {
            model.scores[i] = scores.get(i);
        }
        model.types = types.toByteArray();
        for (int id = 0; id < model.types.length; id++) {
            // Some converters write the byte 0 as a piece of text beside its byte piece; the library drops it, and so do we.
            if (model.byteFallback && model.pieces.get(id).equals("\0")) {
                model.types[id] = UNUSED;
            }
        }
        return model;
    }

    /**
     * A model whose parts come from elsewhere.
     *
     * @param algorithm how text is cut
     * @param pieces spellings by id
     * @param scores as many
     * @param types as many
     * @param characterMap the normaliser's rules; empty for none
     * @return the model, as a file with these parts and otherwise usual settings would give it
     */
    static SpmFile of(Algorithm algorithm, List<String> pieces, float[] scores, byte[] types, byte[] characterMap) {
        SpmFile model = new SpmFile();
        model.algorithm = algorithm;
        model.pieces.addAll(pieces);
        model.scores = scores;
        model.types = types;
        model.characterMap = characterMap;
        return model;
    }

    private void readPiece(WireReader reader, List<Float> scores, ByteArrayOutputStream types, String file) {
        String piece = "";
        float score = 0;
        long type = NORMAL;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> {
                    byte[] utf8 = reader.bytes();
                    if (utf8.length > TokenizerLimits.PIECE_BYTES) {
                        throw new ModelException(file + " is no SentencePiece model or is damaged: piece " + pieces.size() + " has "
                            + utf8.length + " bytes, more than " + TokenizerLimits.PIECE_BYTES);
                    }
                    piece = text(utf8, file);
                }
                case 2 -> score = reader.float32();
                case 3 -> type = reader.varint();
                default -> {
                    // A field of a later version.
                }
            }
        }
        String fault = piece.isEmpty() ? "is empty" : !Float.isFinite(score) ? "has no finite number as its score"
            : type < NORMAL || type > BYTE ? "has the unknown type " + type : null;
        if (fault != null) {
            throw new ModelException(file + " is no SentencePiece model or is damaged: piece " + pieces.size() + " " + fault);
        }
        pieces.add(piece);
        scores.add(score);
        types.write((int) type);
    }

    private String text(byte[] utf8, String file) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException invalid) {
            throw new ModelException(file + " is no SentencePiece model or is damaged: piece " + pieces.size() + " is not UTF-8",
                invalid);
        }
    }

    private void readTrainerSpec(WireReader reader, String file) {
        while (reader.next()) {
            switch (reader.field()) {
                case 3 -> {
                    long number = reader.varint();
                    if (number < 1 || number > Algorithm.values().length) {
                        throw new ModelException(file + ": unknown model type " + number
                            + "; supported are unigram (1) and BPE (2)");
                    }
                    algorithm = Algorithm.values()[(int) number - 1];
                }
                case 24 -> whitespaceAsSuffix = reader.bool();
                case 35 -> byteFallback = reader.bool();
                default -> {
                    // How the model was trained.
                }
            }
        }
    }

    private void readNormalizerSpec(WireReader reader) {
        while (reader.next()) {
            switch (reader.field()) {
                case 2 -> characterMap = reader.bytes();
                case 3 -> dummyPrefix = reader.bool();
                case 4 -> removeExtraWhitespaces = reader.bool();
                case 5 -> escapeWhitespaces = reader.bool();
                default -> {
                    // The rules' name and their source, which the map was made from.
                }
            }
        }
    }

    int size() {
        return types.length;
    }

    List<String> pieces() {
        return pieces;
    }

    float score(int id) {
        return scores[id];
    }

    byte type(int id) {
        return types[id];
    }

    Algorithm algorithm() {
        return algorithm;
    }

    boolean byteFallback() {
        return byteFallback;
    }

    byte[] characterMap() {
        return characterMap;
    }

    PieceNormalizer.Settings normalizerSettings() {
        return new PieceNormalizer.Settings(dummyPrefix, removeExtraWhitespaces, escapeWhitespaces, whitespaceAsSuffix);
    }
}
