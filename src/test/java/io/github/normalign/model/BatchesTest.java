package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.Pieces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private static PiecePair pair(int source, int target) {
        return new PiecePair(new Pieces(new int[source], new int[source], 1), new Pieces(new int[target], new int[target], 1),
            PieceFrame.plain(0, 1));
    }

    @Test
    void everyPairIsInExactlyOneBatchWithinTheBounds() {
        Random random = new Random(5);
        List<PiecePair> pairs = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            pairs.add(pair(random.nextInt(300), random.nextInt(300)));
        }
        TreeSet<Integer> seen = new TreeSet<>();
        for (int[] batch : Batches.of(pairs, 32)) {
            assertTrue(batch.length >= 1 && batch.length <= 32);
            int columns = 0;
            int rows = 0;
            for (int member : batch) {
                assertTrue(seen.add(member), "pair " + member + " twice");
                columns = Math.max(columns, pairs.get(member).columns());
                rows = Math.max(rows, pairs.get(member).rows());
            }
            long longest = Math.max(columns, rows);
            assertTrue(batch.length == 1 || batch.length * longest * longest <= 1 << 20, batch.length + " x " + longest);
        }
        assertEquals(500, seen.size());
    }

    @Test
    void aPairOverTheBudgetRunsAlone() {
        List<int[]> batches = Batches.of(List.of(pair(3, 3), pair(6000, 6000), pair(4, 4)), 32);
        assertEquals(2, batches.size());
        assertEquals(1, batches.get(0).length);
        assertEquals(1, batches.get(0)[0]);
    }

    @Test
    void aBatchIsCutSoThatTheScoresOfAllPiecesStayWithinTheirBudget() {
        Random random = new Random(6);
        List<PiecePair> pairs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pairs.add(pair(random.nextInt(40), random.nextInt(40)));
        }
        List<List<PiecePair>> runs = Batches.runs(pairs, 200, 256_206);
        assertEquals(pairs, runs.stream().flatMap(List::stream).toList());
        int least = 200;
        for (List<PiecePair> run : runs) {
            long rows = run.stream().mapToInt(PiecePair::rows).max().orElseThrow();
            assertTrue(run.size() == 1 || run.size() * rows * 256_206 <= 1 << 24, run.size() + " x " + rows);
            least = Math.min(least, run.size());
        }
        assertTrue(least <= 2 && runs.size() < 150, runs.size() + " runs");
        // One more pair would be over: 26 of 20 steps with 32,001 pieces are within 2^24.
        assertEquals(List.of(26, 6),
            Batches.runs(Collections.nCopies(32, pair(9, 19)), 32, 32_001).stream().map(List::size).toList());
    }

    @Test
    void aRunIsOnePairAtLeastAndNoMoreThanAsked() {
        List<PiecePair> pairs = Collections.nCopies(5, pair(9, 4000));
        assertEquals(List.of(1, 1, 1, 1, 1), Batches.runs(pairs, 5, Long.MAX_VALUE).stream().map(List::size).toList());
        assertEquals(List.of(5), Batches.runs(pairs, 5, 0).stream().map(List::size).toList());
        assertEquals(List.of(2, 2, 1), Batches.runs(pairs, 2, 0).stream().map(List::size).toList());
    }

    @Test
    void noPairsGiveNoBatch() {
        assertTrue(Batches.of(List.of(), 32).isEmpty());
        assertTrue(Batches.runs(List.of(), 32, 100).isEmpty());
    }
}
