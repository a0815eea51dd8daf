package io.github.normalign.cli;

import io.github.normalign.WordAligner;
import io.github.normalign.error.ModelException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkFiles;

/** The aligners of this JVM: one a plan, opened by the first task that asks and shared by all that follow. */
final class ExecutorAligner {

    /** Never closed: an executor ends by ending its process, and tasks may come until then. */
    private static final Map<AlignerPlan, WordAligner> OPEN = new HashMap<>();

    private ExecutorAligner() {
    }

    /**
     * The aligner for a plan.
     *
     * @throws ModelException if the model on this machine cannot be used, or is not the driver's
     */
    static synchronized WordAligner of(AlignerPlan plan) {
        // Not computeIfAbsent: an aligner that failed to open must not leave a mark.
        WordAligner known = OPEN.get(plan);
        if (known == null) {
            known = open(plan);
            OPEN.put(plan, known);
        }
        return known;
    }

    /** How many aligners this JVM has. */
    static synchronized int count() {
        return OPEN.size();
    }

    private static WordAligner open(AlignerPlan plan) {
        AlignerRecipe recipe = SparkCommand.parse(plan.arguments()).recipe();
        AlignerRecipe.Opened opened;
        if (plan.archive() == null) {
            opened = recipe.open(recipe.model(), recipe.reverseModel(), recipe.profile());
        } else {
            Path folder = Path.of(SparkFiles.get(plan.archive()));
            opened = recipe.open(folder.resolve(ModelArchive.MODEL),
                recipe.reverseModel().map(given -> folder.resolve(ModelArchive.REVERSE)),
                recipe.profile().map(given -> folder.resolve(ModelArchive.PROFILE)));
        }
        if (!opened.identity().equals(plan.identity())) {
            throw new ModelException("the model in " + opened.models().forward().path() + " on this machine is "
                + opened.identity() + ", that of the driver is " + plan.identity()
                + "; expected the same on all: let the model be shipped, without --model-everywhere");
        }
        return opened.aligner(plan.threads() > 0 ? plan.threads() : Runtime.getRuntime().availableProcessors());
    }
}
