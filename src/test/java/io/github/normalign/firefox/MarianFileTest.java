package io.github.normalign.firefox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarianFileTest {

    /** Positions in {@link #small()}: 16 bytes in front, then headers of 32. */
    private static final int FIRST_HEADER = 16;
    private static final int NAMES = FIRST_HEADER + 3 * 32;

    @Test
    void itemsHaveTheirTypeShapeAndValues() {
        MarianFile file = MarianFile.read("m.bin", small());
        assertEquals(2, file.tensors().size());
        MarianTensor packed = file.tensor("a");
        assertEquals(MarianTensor.INTGEMM8, packed.type());
        assertEquals(List.of(2, 3), packed.shape());
        assertArrayEquals(new byte[] {1, -2, 3, -4, 5, -6}, packed.quantised());
        assertEquals(8, packed.multiplier());
        assertArrayEquals(new float[] {1.5f, -2}, file.tensor("bb").floats());
        assertEquals("type: transformer", file.configuration());
    }

    @Test
    void aFileCutOffAnywhereIsRefused() {
        byte[] whole = small();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            ModelException error = assertThrows(ModelException.class, () -> MarianFile.read("m.bin", cut), "length " + length);
            assertTrue(error.getMessage().startsWith("m.bin is damaged"), error.getMessage());
        }
    }

    @Test
    void bytesBehindTheLastItemAreRefused() {
        byte[] whole = small();
        ModelException error = refused(Arrays.copyOf(whole, whole.length + 5));
        assertTrue(error.getMessage().contains("5 bytes follow the last item"), error.getMessage());
    }

    @Test
    void anotherFormatOrVersionIsNamed() {
        byte[] other = small();
        other[0] = 2;
        assertTrue(refused(other).getMessage().contains("it starts with 2 where the format's version 1 is expected"));
        assertTrue(refused("PK\3\4 a zip file".getBytes()).getMessage().contains("is not a Marian model file"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 1L << 31, 1L << 32, 1L << 59, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void hostileSizesAreRefusedBeforeAnythingIsAllocated(long size) {
        int[] places = {8, FIRST_HEADER, FIRST_HEADER + 16, FIRST_HEADER + 24, NAMES + 2 + 3 + 18 + 4 * 4};
        String[] parts = {"items", "name", "dimensions", "bytes", "padding"};
        for (int i = 0; i < places.length; i++) {
            byte[] bytes = small();
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(places[i], size);
            if (size == 0 && i == 4) {
                continue; // No padding is sound.
            }
            assertTrue(refused(bytes).getMessage().contains("m.bin is damaged or no Marian model file"), parts[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void hostileShapesAreRefused(int side) {
        byte[] bytes = small();
        int shapes = NAMES + 2 + 3 + 18;
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(shapes, side).putInt(shapes + 4, side);
        assertTrue(refused(bytes).getMessage().contains("'a'"));
    }

    @Test
    void aShapeLargerThanItsDataIsRefused() {
        MarianWriter writer = new MarianWriter().with("x", MarianTensor.FLOAT32, List.of(1, 3), new byte[11]);
        assertTrue(refused(writer.bytes()).getMessage().contains("'x', float32 (0x404) [1, 3], does not fit its 11 bytes"));
        MarianWriter packed = new MarianWriter().with("x", MarianTensor.INTGEMM8, List.of(1, 3), new byte[6]);
        assertTrue(refused(packed.bytes()).getMessage().contains("does not fit its 6 bytes"));
    }

    @Test
    void twoItemsOfOneNameAreRefused() {
        byte[] bytes = new MarianWriter().with("x", MarianTensor.INT8, List.of(1), new byte[1])
            .with("y", MarianTensor.INT8, List.of(1), new byte[1]).bytes();
        bytes[FIRST_HEADER + 2 * 32 + 2] = 'x';
        assertTrue(refused(bytes).getMessage().contains("two items are called 'x'"));
    }

    @Test
    void aFileWithoutConfigurationSaysSo() {
        byte[] bytes = new MarianWriter().with("x", MarianTensor.INT8, List.of(1), new byte[1]).bytes();
        MarianFile file = MarianFile.read("m.bin", bytes);
        ModelException error = assertThrows(ModelException.class, file::configuration);
        assertTrue(error.getMessage().contains("holds no configuration"), error.getMessage());
    }

    private static byte[] small() {
        byte[] packed = {1, -2, 3, -4, 5, -6, 0, 0, 0, 0x41};
        byte[] floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).putFloat(-2).array();
        return new MarianWriter().with("a", MarianTensor.INTGEMM8, List.of(2, 3), packed)
            .with("bb", MarianTensor.FLOAT32, List.of(2), floats).configured("type: transformer").bytes();
    }

    private static ModelException refused(byte[] bytes) {
        return assertThrows(ModelException.class, () -> MarianFile.read("m.bin", bytes));
    }
}
