package io.github.normalign.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencePieceModelTest {

    @Test
    void piecesAndIdsBelongTogether() {
        SentencePieceModel model = SentencePieceModel.read(Fixtures.MODELS.resolve("en-pt/source.spm"));
        assertEquals(32000, model.size());
        assertEquals(32000, model.pieces().size());
        for (int id = 0; id < model.size(); id += 997) {
            assertEquals(id, model.id(model.pieces().get(id)).orElseThrow());
        }
        assertTrue(model.id("no such piece").isEmpty());
        assertEquals("<unk>", model.pieces().get(model.unknownId()));
        assertThrows(UnsupportedOperationException.class, () -> model.pieces().clear());
    }

    @Test
    void aLoneSurrogateIsReadAsTheReplacementCharacter() {
        SentencePieceModel model = Fixtures.model("bpe-bytes");
        assertArrayEquals(model.encode("a\uFFFDb"), model.encode("a\uD800b"));
        assertArrayEquals(model.encode("a\uFFFD"), model.encode("a\uDC00"));
        assertArrayEquals(model.encode("\uFFFD\uFFFD"), model.encode("\uD83D\uD83D"));
    }

    /** Some converters write the byte 0 as a piece of text too; the library (its issue 1308) does not use it, so neither do we. */
    @Test
    void aNulPieceBesideTheBytePiecesIsNotUsed() {
        SpmBytes bytes = new SpmBytes().piece("<unk>", 0, SpmFile.UNKNOWN).piece("\0", -1, SpmFile.NORMAL).byteFallback();
        for (int value = 0; value < 256; value++) {
            bytes.piece(String.format("<0x%02X>", value), 0, SpmFile.BYTE);
        }
        SentencePieceModel model = SentencePieceModel.parse(bytes.noDummyPrefix().bytes(), "x");
        assertArrayEquals(new int[] {2 + 'a', 2, 2 + 'b'}, model.encode("a\0b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unigram-nmt_nfkc", "bpe-bytes"})
    void aFileCutAnywhereIsRefusedOrReadWithoutItsLastParts(String variant) {
        byte[] whole = Fixtures.unzip(variant + ".model.gz");
        int refused = 0;
        for (int length = 0; length < whole.length; length += 1 + length / 40) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                SentencePieceModel.parse(cut, "cut.spm").encode("texto de teste");
            } catch (ModelException expected) {
                refused++;
                assertTrue(expected.getMessage().startsWith("cut.spm"), expected.getMessage());
            }
        }
        assertTrue(refused > 50, refused + " refused");
        ModelException last = assertThrows(ModelException.class,
            () -> SentencePieceModel.parse(Arrays.copyOf(whole, whole.length - 1), "cut.spm"));
        assertTrue(last.getMessage().contains("claims"), last.getMessage());
    }

    /** Every change of a byte gives a model or a sentence, and never another failure, an endless loop or a huge allocation. */
    @ParameterizedTest
    @ValueSource(strings = {"unigram-nmt_nfkc", "bpe-unused", "unigram-bytes"})
    void aDamagedFileNeverFailsInAnyOtherWay(String variant) {
        byte[] whole = Fixtures.unzip(variant + ".model.gz");
        Random dice = new Random(7);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < 120; round++) {
                byte[] damaged = whole.clone();
                for (int i = 0; i < 1 + round % 30; i++) {
                    damaged[dice.nextInt(damaged.length)] = (byte) dice.nextInt();
                }
                try {
                    SentencePieceModel model = SentencePieceModel.parse(damaged, "damaged.spm");
                    model.encode("Ação ﬁm e\u0301 ＡＢＣ 東京 \u200b <mask> xyz");
                } catch (ModelException expected) {
                    assertTrue(expected.getMessage().startsWith("damaged.spm"), expected.getMessage());
                }
            }
        });
    }

    @Test
    void theMessageSaysWhatIsWrong() {
        SpmBytes good = new SpmBytes().piece("<unk>", 0, SpmFile.UNKNOWN).piece("a", -1, SpmFile.NORMAL);
        assertEquals(2, SentencePieceModel.parse(good.bytes(), "x").size());
        assertMessage("no pieces in 0 bytes", new byte[0]);
        assertMessage("claims 999999 bytes where 3 are left", new byte[] {1 << 3 | 2, (byte) 0xBF, (byte) 0x84, 0x3D, 1, 2, 3});
        assertMessage("claims 18446744073709551615 bytes", new byte[] {10, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0, 0});
        assertMessage("a number is longer than ten bytes", new byte[] {10, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
        assertMessage("field 1 has wire type 0, expected 2", new byte[] {8, 1});
        assertMessage("wire type 3", new byte[] {(byte) (9 << 3 | 3), 1});
        assertMessage("it has no unknown piece", new SpmBytes().piece("a", -1, SpmFile.NORMAL).bytes());
        assertMessage("pieces 0 and 1 are both of the unknown type", new SpmBytes().piece("<unk>", 0, SpmFile.UNKNOWN)
            .piece("<unk2>", 0, SpmFile.UNKNOWN).bytes());
        assertMessage("pieces 1 and 2 are both 'a'", new SpmBytes().piece("<unk>", 0, SpmFile.UNKNOWN)
            .piece("a", 0, SpmFile.NORMAL).piece("a", 0, SpmFile.USER_DEFINED).bytes());
        assertMessage("piece 0 is empty", new SpmBytes().piece("", 0, SpmFile.NORMAL).bytes());
        assertMessage("piece 0 is not UTF-8", new SpmBytes().piece(new byte[] {(byte) 0xC3}, 0, SpmFile.NORMAL).bytes());
        assertMessage("piece 0 has no finite number as its score", new SpmBytes().piece("a", Float.NaN, SpmFile.NORMAL).bytes());
        assertMessage("piece 0 has the unknown type 9", new SpmBytes().piece("a", 0, 9).bytes());
        assertMessage("its type is WORD, supported are UNIGRAM and BPE", good.modelType(3).bytes());
        assertMessage("unknown model type 7", good.modelType(7).bytes());
        assertMessage("lacks 256 of the 256 byte pieces",
            new SpmBytes().piece("<unk>", 0, SpmFile.UNKNOWN).piece("a", -1, SpmFile.NORMAL).byteFallback().bytes());
    }

    @Test
    void allFaultsAreListedAtOnce() {
        byte[] bytes = new SpmBytes().piece("a", 0, SpmFile.NORMAL).piece("a", 0, SpmFile.NORMAL).modelType(4).bytes();
        String message = assertThrows(ModelException.class, () -> SentencePieceModel.parse(bytes, "x")).getMessage();
        assertTrue(message.contains("CHAR") && message.contains("both 'a'") && message.contains("no unknown piece"), message);
    }

    @Test
    void aDamagedCharacterMapIsRefused() {
        byte[] hugeTrie = {-1, -1, -1, 127, 0, 0, 0, 0, 0};
        byte[] unaligned = {3, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] cut = {4, 0};
        // The root sends 'a' (97) to unit 97 ^ 0: it has a value, whose unit 98 names the replacement at 500.
        byte[] outside = new byte[4 + 4 * 100 + 2];
        outside[0] = (byte) 0x90;
        outside[1] = 1;
        int unit97 = (97 ^ 98) << 10 | 1 << 8 | 97;
        writeInt(outside, 4 + 4 * 97, unit97);
        writeInt(outside, 4 + 4 * 98, 0x80000000 | 500);
        for (byte[] map : new byte[][] {hugeTrie, unaligned, cut, outside}) {
            byte[] file = new SpmBytes().piece("<unk>", 0, SpmFile.UNKNOWN).characterMap(map).bytes();
            String message = assertThrows(ModelException.class, () -> SentencePieceModel.parse(file, "x")).getMessage();
            assertTrue(message.contains("character map"), message);
        }
        writeInt(outside, 4 + 4 * 98, 0x80000000);
        outside[outside.length - 2] = 'b';
        SentencePieceModel good = SentencePieceModel.parse(new SpmBytes().piece("<unk>", 0, SpmFile.UNKNOWN)
            .piece("b", -1, SpmFile.NORMAL).piece("\u2581", -1, SpmFile.NORMAL).characterMap(outside).bytes(), "x");
        assertArrayEquals(new int[] {2, 1, 1}, good.encode("ab"), "the same map with its value inside replaces a by b");
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("source.spm");
        assertEquals(missing + ": there is no such file",
            assertThrows(ModelException.class, () -> SentencePieceModel.read(missing)).getMessage());
        Files.createDirectory(missing);
        String message = assertThrows(ModelException.class, () -> SentencePieceModel.read(missing)).getMessage();
        assertTrue(message.startsWith(missing.toString()), message);
    }

    private static void writeInt(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }

    private static void assertMessage(String part, byte[] file) {
        String message = assertThrows(ModelException.class, () -> SentencePieceModel.parse(file, "x.spm")).getMessage();
        assertTrue(message.startsWith("x.spm") && message.contains(part), message);
    }
}
