package io.github.normalign.tokenizer;

import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import io.github.normalign.error.OrdinaryFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A SentencePiece model ({@code .spm} or {@code .model}), read and run in Java: the pieces of a text are those that the
 * sentencepiece library gives, id for id. Unigram and BPE models, byte fallback, user-defined pieces and every normaliser (the
 * rules are in the file) are supported; the word and character models are not. Immutable, safe for use by several threads.
 *
 * <p>Sources: Kudo and Richardson 2018, "SentencePiece"; the behaviour of the library, version 0.2.3, where the paper is
 * silent.
 */
public final class SentencePieceModel {

    private final SpmFile file;
    private final Map<String, Integer> ids = new HashMap<>();
    private final PieceNormalizer normalizer;
    private final Segmenter segmenter;
    private final int unknownId;
    /** The piece of each byte value; null without byte fallback. */
    private final int[] byteIds;

    private SentencePieceModel(SpmFile file, String name) {
        this.file = file;
        List<String> faults = new ArrayList<>();
        if (file.algorithm() != SpmFile.Algorithm.UNIGRAM && file.algorithm() != SpmFile.Algorithm.BPE) {
            faults.add("its type is " + file.algorithm() + ", supported are UNIGRAM and BPE");
        }
        ByteTrie pieces = new ByteTrie();
        ByteTrie userDefined = new ByteTrie();
        unknownId = index(pieces, userDefined, faults);
        byteIds = file.byteFallback() ? bytePieces(faults) : null;
        if (!faults.isEmpty()) {
            throw new ModelException(name + " cannot be used as a SentencePiece model: " + String.join("; ", faults.subList(0,
                Math.min(TokenizerLimits.LISTED, faults.size()))) + (faults.size() > TokenizerLimits.LISTED
                ? "; and " + (faults.size() - TokenizerLimits.LISTED) + " more" : ""));
        }
        normalizer = new PieceNormalizer(CharacterMap.parse(file.characterMap(), name), userDefined, file.normalizerSettings());
        segmenter = file.algorithm() == SpmFile.Algorithm.BPE ? new BpeSegmenter(file, pieces, userDefined, unknownId)
            : new UnigramSegmenter(file, pieces, unknownId);
    }

    /**
     * Reads a model file.
     *
     * @param path the file
     * @return the model
     * @throws ModelException if the file is missing, cut off, something else, or of a kind that is not supported
     */
    public static SentencePieceModel read(Path path) {
        try {
            return parse(OrdinaryFile.bytes(path, TokenizerLimits.FILE_BYTES), path.toString());
        } catch (NoSuchFileException missing) {
            throw new ModelException(path + ": there is no such file", missing);
        } catch (IOException failure) {
            throw new ModelException(path + " cannot be read: " + FailureReason.of(failure), failure);
        }
    }

    /**
     * Reads a model from memory.
     *
     * @param bytes the content of a model file
     * @param name what messages call it
     * @return the model
     * @throws ModelException if the bytes are cut off, something else, or of a kind that is not supported
     */
    public static SentencePieceModel parse(byte[] bytes, String name) {
        return of(SpmFile.parse(bytes, name), name);
    }

    /** A model of parts already read; {@code name} is what messages call it. */
    static SentencePieceModel of(SpmFile file, String name) {
        return new SentencePieceModel(file, name);
    }

    /**
     * The number of pieces.
     *
     * @return ids are below it
     */
    public int size() {
        return file.size();
    }

    /**
     * All pieces by id, control pieces such as {@code </s>} among them.
     *
     * @return an unmodifiable list
     */
    public List<String> pieces() {
        return Collections.unmodifiableList(file.pieces());
    }

    /**
     * The id of a piece, whatever its kind. Where a control piece and a piece of text are spelled alike, the control piece.
     *
     * @param piece its spelling, with U+2581 for a space
     * @return its id, or empty
     */
    public OptionalInt id(String piece) {
        Integer id = ids.get(piece);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The piece that stands for characters the model does not know.
     *
     * @return its id
     */
    public int unknownId() {
        return unknownId;
    }

    /**
     * Encodes a text as a whole. Text never gives a control piece: {@code </s>} in it is cut like any other characters.
     *
     * @param text any text; for an alignment, one word
     * @return ids of its pieces, empty where the normaliser leaves nothing; a run of unknown characters is one piece
     */
    public int[] encode(String text) {
        Segmentation segmentation = segment(text);
        int[] result = new int[segmentation.count()];
        for (int i = 0; i < result.length; i++) {
            result[i] = segmentation.id(i);
        }
        return result;
    }

    /** The pieces of a text with their places in its normalised form. */
    Segmentation segment(String text) {
        return segment(normalizer.normalize(text));
    }

    /**
     * The pieces of a text with their places in the text itself, those that the sentencepiece library gives: of several pieces of
     * one replaced character all but the last are empty, and so is U+2581 where it stands for no space of the text.
     */
    LocatedPieces locate(String text) {
        NormalText normal = normalizer.normalize(text);
        return LocatedPieces.of(text, normal, segment(normal));
    }

    private Segmentation segment(NormalText normal) {
        return segment(normal.array(), normal.length());
    }

    /** The pieces of a part of a normalised text, with their places in that part. */
    Segmentation segment(byte[] normal, int from, int to) {
        return segment(Arrays.copyOfRange(normal, from, to), to - from);
    }

    /** Whether a piece is taken from the text as it stands, before all others, because it means something to the model. */
    boolean isUserDefined(int id) {
        return file.type(id) == SpmFile.USER_DEFINED;
    }

    private Segmentation segment(byte[] normal, int length) {
        if (length == 0) {
            return new Segmentation(normal);
        }
        Segmentation raw = segmenter.segment(normal, length);
        for (int i = 0; i < raw.count(); i++) {
            if (raw.id(i) == unknownId) {
                return resolveUnknown(raw);
            }
        }
        return raw;
    }

    /** Unknown characters become their bytes' pieces where there are such, else a run of them becomes one piece. */
    private Segmentation resolveUnknown(Segmentation raw) {
        Segmentation result = new Segmentation(raw.text());
        for (int i = 0; i < raw.count(); i++) {
            if (raw.id(i) != unknownId) {
                result.add(raw.id(i), raw.start(i), raw.end(i));
            } else if (byteIds != null) {
                for (int at = raw.start(i); at < raw.end(i); at++) {
                    result.add(byteIds[raw.text()[at] & 0xFF], at, at + 1);
                }
            } else if (i > 0 && raw.id(i - 1) == unknownId) {
                result.extendLast(raw.end(i));
            } else {
                result.add(unknownId, raw.start(i), raw.end(i));
            }
        }
        return result;
    }

    /** Fills the look-ups and returns the id of the unknown piece. */
    private int index(ByteTrie pieces, ByteTrie userDefined, List<String> faults) {
        Map<String, Integer> control = new HashMap<>();
        int unknown = -1;
        for (int id = 0; id < file.size(); id++) {
            String piece = file.pieces().get(id);
            byte type = file.type(id);
            boolean ofText = type == SpmFile.NORMAL || type == SpmFile.USER_DEFINED || type == SpmFile.UNUSED;
            Integer earlier = (ofText ? ids : control).putIfAbsent(piece, id);
            if (earlier != null) {
                faults.add("pieces " + earlier + " and " + id + " are both '" + piece + "'");
            }
            byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
            boolean room = !ofText || pieces.put(utf8, id) && (type != SpmFile.USER_DEFINED || userDefined.put(utf8, id));
            if (!room) {
                faults.add("its pieces are too many or too long (more than " + ByteTrie.MAX_NODES + " different prefixes)");
                return unknown;
            }
            if (type == SpmFile.UNKNOWN) {
                if (unknown >= 0) {
                    faults.add("pieces " + unknown + " and " + id + " are both of the unknown type");
                }
                unknown = id;
            }
        }
        if (unknown < 0) {
            faults.add("it has no unknown piece");
        }
        ids.putAll(control);
        return unknown;
    }

    private int[] bytePieces(List<String> faults) {
        int[] result = new int[256];
        int missing = 0;
        for (int value = 0; value < 256; value++) {
            Integer id = ids.get("<0x" + HexFormat.of().withUpperCase().toHexDigits((byte) value) + ">");
            boolean found = id != null && file.type(id) == SpmFile.BYTE;
            result[value] = found ? id : unknownId;
            missing += found ? 0 : 1;
        }
        if (missing > 0) {
            faults.add("it has byte fallback but lacks " + missing + " of the 256 byte pieces");
        }
        return result;
    }
}
