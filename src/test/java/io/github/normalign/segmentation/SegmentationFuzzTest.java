package io.github.normalign.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import io.github.normalign.corpus.SegmentedText;
import io.github.normalign.fuzz.FuzzTargets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

class SegmentationFuzzTest extends FuzzTargets {

    /** A language and a text: no word holds white space, and nothing visible is left between words. */
    @FuzzTest
    void rawText(byte[] data) {
        List<byte[]> parts = parts(data, 2);
        Optional<IcuSegmenter> segmenter = readArgument(() -> IcuSegmenter.of(text(parts.get(0))));
        IcuSegmenter found = segmenter.orElse(IcuSegmenter.ofAnyLanguage());
        check(found, text(parts.get(1)));
        // Halves of surrogate pairs too, which programs can make.
        check(found, new String(parts.get(1), StandardCharsets.UTF_16LE) + (parts.get(1).length > 1
            ? (char) (parts.get(1)[0] << 8 | parts.get(1)[1] & 0xFF) : ""));
    }

    private static void check(IcuSegmenter segmenter, String text) {
        SegmentedText segmented = segmenter.segment(text);
        assertEquals(text, segmented.text());
        for (String word : segmented.words()) {
            assertFalse(word.codePoints().anyMatch(UCharacter::isUWhiteSpace), word);
        }
        for (String gap : segmented.gaps()) {
            assertTrue(gap.codePoints().allMatch(point -> UCharacter.isUWhiteSpace(point)
                || Character.getType(point) == Character.CONTROL
                || UCharacter.hasBinaryProperty(point, UProperty.DEFAULT_IGNORABLE_CODE_POINT)), gap);
        }
        assertEquals(segmented.spans().size(), segmented.codePointSpans().size());
    }
}
