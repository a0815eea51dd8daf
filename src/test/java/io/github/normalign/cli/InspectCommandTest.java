package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What inspect says of a good directory; bad ones are ModelDirectoryTest's. */
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
            + " --reverse-reading awi --reverse-rule word --fuse geometric --links threshold --threshold 0.44");
        assertTrue(at > 0, lines.toString());
        assertTrue(lines.get(at + 1).startsWith("             chosen without gold on 900 pairs: "), lines.get(at + 1));
    }

    @Test
    void aModelWithoutASettingSaysThatAlignNeedsALayer() {
        CommandRun run = CommandRun.of("inspect", "src/test/resources/tiny-marian/model");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("3 layers, 4 heads of 8") && run.out().contains("align needs --layer"), run.out());
    }
}
