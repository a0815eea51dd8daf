package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What inspect says of a directory; single faults are ModelDirectoryTest's. */
class InspectCommandTest {

    @Test
    void anEmbeddedModelIsDescribedAndPassesTheCheck() {
        CommandRun run = CommandRun.of("inspect", "onnx-models/en-pt");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        for (String part : new String[] {"en to pt", "2 layers, 8 heads of 32, vectors of 256", "32001 pieces", "1024 positions",
            "--layer 1 --head 6", "passed"}) {
            assertTrue(run.out().contains(part), part + " in " + run.out());
        }
    }

    @Test
    void settingsForReverseModelsAreListedWithTheirBasis() {
        List<String> lines = CommandRun.of("inspect", "onnx-models/en-pt").lines();
        int at = lines.indexOf("two-way      with a reverse model of fingerprint 35b2ce589f76911f: --layer 1 --head 6"
            + " --measure weight --reading awi --rule word --reverse-layer 1 --reverse-head 7 --reverse-measure weight"
            + " --reverse-reading awi --reverse-rule word --fuse average --links threshold --threshold 0.42");
        assertTrue(at > 0, lines.toString());
        assertTrue(lines.get(at + 1).startsWith("             chosen without gold on 900 pairs: "), lines.get(at + 1));
    }

    @Test
    void aModelWithoutASettingSaysThatAlignNeedsALayer() {
        CommandRun run = CommandRun.of("inspect", "src/test/resources/tiny-marian/model");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("3 layers, 4 heads of 8") && run.out().contains("align needs --layer"), run.out());
    }

    @Test
    void allThatIsWrongIsListedBehindWhatWasFound(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/tiny-marian/model"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                // Encoder and decoder change places.
                Files.copy(file, folder.resolve(name.equals("encoder_model.onnx") ? "decoder_model.onnx"
                    : name.equals("decoder_model.onnx") ? "encoder_model.onnx" : name));
            }
        }
        Files.delete(folder.resolve("target.spm"));
        CommandRun run = CommandRun.of("inspect", folder.toString());
        assertEquals(ExitCode.FAILED, run.code());
        for (String part : new String[] {"decoder_model.onnx. It has no input from an encoder", "it cannot be the encoder",
            "target.spm: there is no such file"}) {
            assertTrue(run.err().contains(part), part + " in " + run.err());
        }
        for (String part : new String[] {"(marian)", "encoder_model.onnx, decoder_model.onnx", "682 pieces", "64 positions"}) {
            assertTrue(run.out().contains(part), part + " in " + run.out());
        }
    }
}
