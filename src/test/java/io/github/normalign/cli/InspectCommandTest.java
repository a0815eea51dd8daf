package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void aModelWithoutASettingSaysThatAlignNeedsALayer() {
        CommandRun run = CommandRun.of("inspect", "src/test/resources/tiny-marian/model");
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.out().contains("3 layers, 4 heads of 8") && run.out().contains("align needs --layer"), run.out());
    }
}
