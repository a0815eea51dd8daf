package io.github.normalign.format;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.error.CorpusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkFormatTest {

    private static final List<WrittenLink> ONE_EACH =
        List.of(new WrittenLink(1, 2, 3, true, 2), new WrittenLink(1, 4, 5, false, 2));

    @TempDir
    private Path folder;

    @Test
    void pharaohIsToldByALink() throws IOException {
        LinkFile file = read("\n2-3 4p5\n");
        assertEquals(ONE_EACH, file.links());
        assertEquals(OptionalInt.of(2), file.lines());
    }

    @Test
    void idsAreToldByATabBeforeTheFirstLinkEvenBehindAPairWithoutLinks() throws IOException {
        assertEquals(ONE_EACH, read("0\t\n1\t2-3 4p5\n").links());
        assertEquals(2, read("0\t\n1\t\n").sentences());
    }

    @Test
    void naaclIsToldByNumbers() throws IOException {
        LinkFile file = read("0001 2 3 S\n0002\t4\t5\n");
        assertEquals(List.of(new WrittenLink(0, 2, 3, true, 1), new WrittenLink(1, 4, 5, true, 2)), file.links());
        assertEquals(OptionalInt.empty(), file.lines());
    }

    @Test
    void aFileOfBlankLinesIsPharaohWithoutLinks() throws IOException {
        assertEquals(3, read("\n\n\n").sentences());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello world", "7", "<s snum=1> a </s>", "1\thello"})
    void anythingElseIsRefusedAndTheFormsAreNamed(String line) {
        CorpusException refused = assertThrows(CorpusException.class, () -> read("\n" + line + "\n"));
        assertTrue(refused.getMessage().startsWith(folder.resolve("gold") + ":2: found '" + line + "', expected links: "),
            refused.getMessage());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeIsReadOnceAndWhole() throws IOException, InterruptedException {
        for (String text : new String[] {"\n2-3 4p5\n", "0\t\n1\t2-3 4p5\n", "2 2 3 S\n2 4 5 P\n"}) {
            Path pipe = folder.resolve("pipe");
            assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
            Thread writer = new Thread(() -> assertDoesNotThrow(() -> Files.writeString(pipe, text)));
            writer.setDaemon(true);
            writer.start();
            LinkFile file = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> LinkFormat.readGold(pipe));
            assertEquals(List.of("2-3", "4p5"), file.links().stream().map(WrittenLink::toString).toList());
            assertEquals(2, file.sentences());
            Files.delete(pipe);
        }
    }

    private LinkFile read(String text) throws IOException {
        return LinkFormat.readGold(Files.writeString(folder.resolve("gold"), text));
    }
}
