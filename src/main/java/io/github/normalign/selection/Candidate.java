package io.github.normalign.selection;

import com.google.common.collect.ImmutableMap;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.Combination;
import java.util.Map;
import java.util.Optional;

/**
 * One way of aligning that was weighed, with its figures.
 *
 * @param setting how the model, or the forward model of two, is read
 * @param reverse how the reverse model is read, where there are two
 * @param combination how the two are combined, where that is what the candidates differ in
 * @param figures by name, in the order of a table's columns; fractions, such as {@code agreement} or {@code aer}
 */
public record Candidate(AlignmentSetting setting, Optional<AlignmentSetting> reverse, Optional<Combination> combination,
        Map<String, Double> figures) {

    /** Copies the map, its order kept. */
    public Candidate {
        figures = ImmutableMap.copyOf(figures);
    }

    static Candidate of(AlignmentSetting setting, Map<String, Double> figures) {
        return new Candidate(setting, Optional.empty(), Optional.empty(), figures);
    }
}
