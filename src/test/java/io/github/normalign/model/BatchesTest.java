package io.github.normalign.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.tokenizer.PieceFrame;
import io.github.normalign.tokenizer.Pieces;
import java.util.ArrayList;
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
    void noPairsGiveNoBatch() {
        assertTrue(Batches.of(List.of(), 32).isEmpty());
    }
}
