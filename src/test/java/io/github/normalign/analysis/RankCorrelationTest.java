package io.github.normalign.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void seriesWithTiesCorrelateAsInNumpy() throws IOException {
        int seen = 0;
        for (JsonElement element : FigureReference.all().getAsJsonArray("ranks")) {
            JsonObject series = element.getAsJsonObject();
            assertEquals(series.get("spearman").getAsDouble(),
                RankCorrelation.spearman(values(series, "x"), values(series, "y")).orElseThrow(), 1e-8);
            seen++;
        }
        assertEquals(4, seen);
    }

    private static double[] values(JsonObject series, String name) {
        return series.getAsJsonArray(name).asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }

    @Test
    void onlyTheOrderCounts() {
        assertEquals(OptionalDouble.of(1), RankCorrelation.spearman(new double[] {1, 2, 3}, new double[] {-9, 0, 1e9}));
        assertEquals(OptionalDouble.of(-1), RankCorrelation.spearman(new double[] {1, 2, 3}, new double[] {3, 2, 1}));
        assertEquals(0.5, RankCorrelation.spearman(new double[] {1, 2, 3}, new double[] {1, 3, 2}).orElseThrow(), 1e-12);
    }

    @Test
    void fewPointsAndEqualValuesHaveNoCorrelation() {
        assertEquals(OptionalDouble.empty(), RankCorrelation.spearman(new double[] {1, 2}, new double[] {1, 2}));
        assertEquals(OptionalDouble.empty(), RankCorrelation.spearman(new double[] {1, 1, 1}, new double[] {1, 2, 3}));
        assertThrows(IllegalArgumentException.class, () -> RankCorrelation.spearman(new double[3], new double[2]));
    }
}
