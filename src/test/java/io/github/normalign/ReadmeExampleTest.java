package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.normalign.corpus.SentencePair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java example of the README: it compiles, since it stands below, and prints what its comments say. */
class ReadmeExampleTest {

    // README example
    static void example() {
        try (WordAligner aligner = WordAligner.open(Path.of("onnx-models/en-pt"))) {
            AlignedPair pair = aligner.align(SentencePair.of("the white house", "a casa branca"));
            System.out.println(pair.alignment());          // 0-0 1-2 2-1
            System.out.println(pair.unalignedTarget());    // []
        }
    }
    // end of the example

    @Test
    void theExampleStandsInTheReadmeWordForWord() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/github/normalign/ReadmeExampleTest.java"));
        String body = source.substring(source.indexOf("static void example() {\n") + 24, source.indexOf("    }\n    // end of"));
        String example = body.lines().map(line -> line.substring(8)).reduce("", (all, line) -> all + line + "\n");
        String readme = Files.readString(Path.of("README.md"));
        assertTrue(readme.contains("```java\n" + example + "```"), example);
    }

    @Test
    void theExamplePrintsWhatItsCommentsSay() {
        PrintStream stdout = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example();
        } finally {
            System.setOut(stdout);
        }
        assertEquals(List.of("0-0 1-2 2-1", "[]"), printed.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
