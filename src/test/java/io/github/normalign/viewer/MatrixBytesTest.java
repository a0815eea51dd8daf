package io.github.normalign.viewer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.alignment.Link;
import io.github.normalign.alignment.ScoreMatrix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class MatrixBytesTest {

    @Test
    void aMatrixIsItsGreatestValueOneByteACellAndTheStepsBetweenItsLinks() {
        // Words 0 and 2 of the target, 1 and 4 of the source, and one special column: 2 x 3 cells.
        int[] rows = {0, 2};
        int[] columns = {1, 4};
        ScoreMatrix scores = ScoreMatrix.of(2, 3, new float[] {0.5f, 0, 0.25f, 0, 0.001f, 0.1f});
        byte[] bytes = new MatrixBytes().shape(rows, columns, 1)
            .matrix(scores, rows, columns, List.of(new Link(4, 2), new Link(1, 0))).toArray();
        ByteBuffer read = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : new int[] {2, 2, 1, 0, 2, 1, 4}) {
            assertEquals(number, read.getInt());
        }
        assertEquals(0.5f, read.getFloat());
        byte[] rest = new byte[read.remaining()];
        read.get(rest);
        // 0.25 / 0.5 of 255 is 127.5, 0.001 is 0.51 and 0.1 is 51; cells 0 and 4 are linked.
        assertArrayEquals(new byte[] {(byte) 255, 0, (byte) 128, 0, 1, 51, 2, 0, 4}, rest);
    }

    @Test
    void aMatrixOfZerosHasNoNaN() {
        byte[] bytes = new MatrixBytes().matrix(ScoreMatrix.of(1, 2, new float[2]), new int[] {0}, new int[] {0}, List.of())
            .toArray();
        assertArrayEquals(new byte[7], bytes);
    }

    @Test
    void aStepAbove127TakesTwoBytes() {
        int[] columns = java.util.stream.IntStream.range(0, 300).toArray();
        byte[] bytes = new MatrixBytes().matrix(ScoreMatrix.of(1, 300, new float[300]), new int[] {0}, columns,
            List.of(new Link(299, 0))).toArray();
        assertEquals(4 + 300 + 1 + 2, bytes.length);
        // 299 = 2 * 128 + 43
        assertEquals((byte) (43 + 128), bytes[305]);
        assertEquals(2, bytes[306]);
    }

    @Test
    void deflatingKeepsEveryByte() throws IOException {
        byte[] bytes = new byte[100_000];
        new java.util.Random(7).nextBytes(bytes);
        byte[] packed = new MatrixBytes().append(bytes).deflated();
        assertArrayEquals(bytes, new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes());
        assertTrue(new MatrixBytes().append(new byte[100_000]).deflated().length < 200);
    }
}
