package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MutatedCorporaTest {

    /** One of each kind of damage in five of the forms; {@link MutatedCorpora} itself runs thousands. */
    @Test
    void aDamagedCorpusHasAllItsLinesAndItsWholePairsKeepTheirLinks() throws IOException {
        try (MutatedCorpora corpora = new MutatedCorpora(8)) {
            assertAll(corpora.run(0, 25, 0).entrySet().stream().flatMap(entry -> Stream.of(
                () -> assertEquals("0 crashed, 0 lines lost, 0 lines wrong", entry.getValue().faults(), entry.getKey().name()),
                () -> assertTrue(entry.getValue().untouched() > 0, entry.getKey() + " left no pair as it was"))));
        }
    }
}
