package io.github.normalign.report;

import com.google.common.collect.ImmutableList;
import io.github.normalign.analysis.ModelAnalysis;
import io.github.normalign.evaluation.ComparisonRow;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything {@code compare} found out: what the CSV file, the table and the page show.
 *
 * <p>The rows of a model are complete: each layer, each single head and the whole layer, both measures, readings and rules. They
 * are kept in one order whatever order they were given in: models as listed, layers, heads from 1 and then the whole layer,
 * weight before norm, awi before awo, word before piece.
 *
 * @param gold name of the gold set
 * @param models the models, in the order to show them
 * @param rows every setting of every model, scored
 * @param version version of the program, for the page's foot
 * @param analyses intervals and figures beyond the scores, of as many of the models as there are any for
 */
public record ComparisonReport(String gold, ImmutableList<ComparedModel> models, ImmutableList<ComparisonRow> rows, String version,
        ImmutableList<ModelAnalysis> analyses) {

    /**
     * Orders the rows. An {@link IllegalArgumentException} refuses two models of one name, rows of a model that is not listed,
     * a setting that is missing or there twice, a choice of several heads, and an analysis of another model.
     */
    public ComparisonReport {
        Set<String> names = new HashSet<>();
        for (ComparedModel model : models) {
            if (!names.add(model.name())) {
                throw new IllegalArgumentException("two models are named '" + model.name() + "': rows could not be told apart");
            }
        }
        for (ComparisonRow row : rows) {
            if (!names.contains(row.model())) {
                throw new IllegalArgumentException("a row of '" + row.model() + "', which is not among the models " + names);
            }
        }
        ImmutableList.Builder<ComparisonRow> ordered = ImmutableList.builder();
        for (ComparedModel model : models) {
            ordered.addAll(ModelResults.of(model, rows, Optional.empty()).rows());
        }
        rows = ordered.build();
        for (ModelAnalysis analysis : analyses) {
            if (!names.contains(analysis.model())) {
                throw new IllegalArgumentException(
                    "an analysis of '" + analysis.model() + "', which is not among the models " + names);
            }
        }
    }

    /**
     * A report of rows in any order, with nothing but scores.
     *
     * @param gold name of the gold set
     * @param models the models, in the order to show them
     * @param rows every setting of every model, scored
     * @param version version of the program
     * @return the report
     */
    public static ComparisonReport of(String gold, List<ComparedModel> models, List<ComparisonRow> rows, String version) {
        return new ComparisonReport(gold, ImmutableList.copyOf(models), ImmutableList.copyOf(rows), version,
            ImmutableList.of());
    }

    /**
     * The same report with more to show.
     *
     * @param found intervals and figures of its models
     * @return a report with these in place of any it had
     */
    public ComparisonReport with(List<ModelAnalysis> found) {
        return new ComparisonReport(gold, models, rows, version, ImmutableList.copyOf(found));
    }

    /** The rows model by model. */
    ImmutableList<ModelResults> results() {
        return models.stream().map(model -> ModelResults.of(model, rows, analysis(model.name())))
            .collect(ImmutableList.toImmutableList());
    }

    private Optional<ModelAnalysis> analysis(String model) {
        return analyses.stream().filter(analysis -> analysis.model().equals(model)).findFirst();
    }
}
