package io.github.normalign.gold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.normalign.fuzz.FuzzTargets;
import java.nio.file.Path;
import java.util.List;

class GoldFuzzTest extends FuzzTargets {

    /** A folder of gold.json, links, source and target: every link lies in its sentence. */
    @FuzzTest
    void folder(byte[] data) {
        List<byte[]> files = parts(data, 4);
        Path description = file("gold-set/gold.json", files.get(0));
        file("gold-set/links", files.get(1));
        file("gold-set/source", files.get(2));
        file("gold-set/target", files.get(3));
        read(() -> GoldSet.load(description.getParent())).ifPresent(set -> {
            for (int i = 0; i < set.pairs().size(); i++) {
                int sources = set.pairs().get(i).source().size();
                int targets = set.pairs().get(i).target().size();
                assertEquals(List.of(), set.gold().get(i).possible().stream()
                    .filter(link -> link.source() >= sources || link.target() >= targets).toList());
            }
            assertEquals(set, set.swapped().swapped());
        });
    }
}
