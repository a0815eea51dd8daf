package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.github.normalign.corpus.SentencePair;
import io.github.normalign.model.ModelDirectory;
import io.github.normalign.model.ProfileFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java examples of the README: they compile, since they stand below, and print what their comments say. */
class ReadmeExampleTest {

    @TempDir
    private Path folder;

    // README example
    static void example() {
        try (WordAligner aligner = WordAligner.open(Path.of("onnx-models/en-pt"))) {
            AlignedPair pair = aligner.align(SentencePair.of("the white house", "a casa branca"));
            System.out.println(pair.alignment());          // 0-0 1-2 2-1
            System.out.println(pair.unalignedTarget());    // []
        }
    }
    // end of the example

    // README example
    static void exampleWithOptions(Path profile) {
        ModelDirectory forward = ModelDirectory.open(Path.of("onnx-models/en-pt"));
        ModelDirectory reverse = ModelDirectory.open(Path.of("onnx-models/pt-en"));
        AlignerOptions options = AlignerOptions.DEFAULT.withThreads(2)
            .withSetting(ProfileFile.at(profile).setting(forward, reverse).orElseThrow());
        try (WordAligner aligner = WordAligner.open(forward, reverse, options)) {
            AlignedPair pair = aligner.align(SentencePair.of("the white house", "a casa branca"));
            System.out.println(pair.skipped().orElse("aligned"));    // aligned
            System.out.println(pair.links().size());                 // 3
        }
    }
    // end of the example

    @Test
    void theExamplesStandInTheReadmeWordForWord() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/github/normalign/ReadmeExampleTest.java"));
        String readme = Files.readString(Path.of("README.md"));
        for (String method : List.of("example()", "exampleWithOptions(Path profile)")) {
            String begin = "static void " + method + " {\n";
            int start = source.indexOf(begin) + begin.length();
            String body = source.substring(start, source.indexOf("    }\n    // end of", start));
            String example = body.lines().map(line -> line.substring(8)).reduce("", (all, line) -> all + line + "\n");
            assertTrue(readme.contains("```java\n" + example + "```"), example);
        }
    }

    @Test
    void theExamplePrintsWhatItsCommentsSay() {
        assertEquals(List.of("0-0 1-2 2-1", "[]"), printed(ReadmeExampleTest::example));
    }

    @Test
    void theExampleWithOptionsPrintsWhatItsCommentsSay() {
        Path profile = folder.resolve("my.json");
        ModelDirectory forward = ModelDirectory.open(Path.of("onnx-models/en-pt"));
        ModelDirectory reverse = ModelDirectory.open(Path.of("onnx-models/pt-en"));
        ProfileFile.at(profile).write(forward, reverse, forward.setting(reverse).orElseThrow(), "as it is", new JsonObject());
        assertEquals(List.of("aligned", "3"), printed(() -> exampleWithOptions(profile)));
    }

    private static List<String> printed(Runnable example) {
        PrintStream stdout = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example.run();
        } finally {
            System.setOut(stdout);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
