package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.primitives.ImmutableIntArray;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Link;
import io.github.normalign.attention.CrossAttention;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.Pieces;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.DirectionScores;
import io.github.normalign.words.WordRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which decoder row speaks for a target piece, where language codes stand around the pieces: a decoder whose attention is known
 * because it was built by hand ({@code exports/planted}). Head 1 looks at what its input means, head 2 at what the piece after
 * its input means; the language code comes before the first piece.
 */
class PlantedAttentionTest {

    private static final int FIRST = 4;
    private static final int PIECES = 20;
    private static final int END = 2;
    private static final int SOURCE_LANGUAGE = 24;
    private static final int TARGET_LANGUAGE = 25;

    /** The ways models have language codes. */
    enum Frame {
        /** M2M100, NLLB, mBART-50: code, pieces, {@code </s>}; {@code </s>}, code, pieces. */
        CODE_FIRST(new int[] {SOURCE_LANGUAGE}, new int[] {END}, new int[] {END, TARGET_LANGUAGE}),
        /** mBART-cc25: pieces, {@code </s>}, code; code, pieces. */
        CODE_LAST(new int[0], new int[] {END, SOURCE_LANGUAGE}, new int[] {TARGET_LANGUAGE}),
        /** NLLB's first tokenizer: pieces, {@code </s>}, code; {@code </s>}, code, pieces. */
        CODE_LAST_TWO_STARTS(new int[0], new int[] {END, SOURCE_LANGUAGE}, new int[] {END, TARGET_LANGUAGE});

        private final PieceFrame pieces;

        Frame(int[] before, int[] after, int[] start) {
            this.pieces = new PieceFrame(ImmutableIntArray.copyOf(before), ImmutableIntArray.copyOf(after),
                ImmutableIntArray.copyOf(start));
        }
    }

    @ParameterizedTest
    @EnumSource(Frame.class)
    void theHeadThatLooksAtItsInputsMeaningIsRightReadByInput(Frame frame) {
        assertEquals(planted(pair(frame, 9), 0), links(frame, 1, Reading.AWI));
    }

    @ParameterizedTest
    @EnumSource(Frame.class)
    void theHeadThatLooksAtTheNextPiecesMeaningIsRightReadByWhatIsPredicted(Frame frame) {
        assertEquals(planted(pair(frame, 9), 0), links(frame, 2, Reading.AWO));
    }

    @ParameterizedTest
    @EnumSource(Frame.class)
    void theOtherReadingIsOneStepOff(Frame frame) {
        // Row by row the piece before: the first row's input is the language code, which head 1 has look at </s>.
        assertEquals(planted(pair(frame, 9), -1), links(frame, 1, Reading.AWO));
        assertEquals(planted(pair(frame, 9), 1), links(frame, 2, Reading.AWI));
    }

    /** Links by the library's own path, with a pair of another length beside it in the batch; weights and norms must agree. */
    private static Alignment links(Frame frame, int head, Reading reading) {
        PiecePair pair = pair(frame, 9);
        ModelDirectory directory = ModelDirectory.open(StockExports.FOLDER.resolve("planted"));
        try (ForcedDecoder decoder = StockExports.open(directory, frame.pieces)) {
            List<CrossAttention> found = StockExports.attention(decoder, List.of(pair(frame, 13), pair));
            Alignment weights = links(found.get(1), pair, head, Measure.WEIGHT, reading);
            assertEquals(weights, links(found.get(1), pair, head, Measure.NORM, reading), "weights and norms");
            return weights;
        }
    }

    private static Alignment links(CrossAttention attention, PiecePair pair, int head, Measure measure, Reading reading) {
        AlignmentSetting setting = new AlignmentSetting(1, HeadSelection.of(head), measure, reading, WordRule.WORD);
        return DirectionScores.read(attention, pair.source(), pair.target(), setting).links();
    }

    /** The target 4, 5, 6, ...; the source its meanings from the last to the first, every third left out. */
    private static PiecePair pair(Frame frame, int length) {
        int[] target = IntStream.range(0, length).map(k -> FIRST + k).toArray();
        int[] source = IntStream.range(0, length).map(k -> length - 1 - k).filter(k -> k % 3 != 1)
            .map(k -> meaning(FIRST + k)).toArray();
        return new PiecePair(StockExports.pieces(source), StockExports.pieces(target), frame.pieces);
    }

    private static int meaning(int piece) {
        return FIRST + (7 * (piece - FIRST) + 3) % PIECES;
    }

    /** Links of each target piece with the meaning of the one {@code shift} further on, where that is in the source. */
    private static Alignment planted(PiecePair pair, int shift) {
        List<Link> links = new ArrayList<>();
        Pieces target = pair.target();
        for (int t = 0; t < target.length(); t++) {
            if (t + shift >= 0) {
                int wanted = meaning(FIRST + (t + shift) % PIECES);
                for (int s = 0; s < pair.source().length(); s++) {
                    if (pair.source().ids()[s] == wanted) {
                        links.add(new Link(s, t));
                    }
                }
            }
        }
        return Alignment.of(links);
    }
}
