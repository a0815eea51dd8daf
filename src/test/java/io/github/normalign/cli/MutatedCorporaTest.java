package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutatedCorporaTest {

    /** One of each kind of damage in five of the forms; {@link MutatedCorpora} itself runs thousands. */
    @Test
    void aDamagedCorpusHasAllItsLinesAndItsWholePairsKeepTheirLinks() throws IOException {
        try (MutatedCorpora corpora = new MutatedCorpora(8)) {
            Map<Mutation, MutatedCorpora.Tally> found = corpora.run(0, 25, 0);
            assertEquals(Set.of(Mutation.values()), found.keySet());
            found.forEach((mutation, tally) -> assertEquals("0 crashed, 0 lines lost, 0 lines wrong", tally.faults(),
                mutation.name()));
            // 25 corpora of 8 pairs; with none of them whole, nothing would have been compared.
            assertTrue(found.values().stream().mapToLong(MutatedCorpora.Tally::untouched).sum() > 50);
        }
    }
}
