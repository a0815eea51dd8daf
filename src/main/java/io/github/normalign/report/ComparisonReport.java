package io.github.normalign.report;

import com.google.common.collect.ImmutableList;
import io.github.normalign.evaluation.ComparisonRow;
import java.util.HashSet;
import java.util.List;
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
 */
public record ComparisonReport(
    String gold, ImmutableList<ComparedModel> models, ImmutableList<ComparisonRow> rows, String version) {

    /**
     * Orders the rows. An {@link IllegalArgumentException} refuses two models of one name, rows of a model that is not listed,
     * a setting that is missing or there twice, and a choice of several heads.
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
            ordered.addAll(ModelResults.of(model, rows).rows());
        }
        rows = ordered.build();
    }

    /**
     * A report of rows in any order.
     *
     * @param gold name of the gold set
     * @param models the models, in the order to show them
     * @param rows every setting of every model, scored
     * @param version version of the program
     * @return the report
     */
    public static ComparisonReport of(String gold, List<ComparedModel> models, List<ComparisonRow> rows, String version) {
        return new ComparisonReport(gold, ImmutableList.copyOf(models), ImmutableList.copyOf(rows), version);
    }

    /** The rows model by model. */
    ImmutableList<ModelResults> results() {
        return models.stream().map(model -> ModelResults.of(model, rows)).collect(ImmutableList.toImmutableList());
    }
}
