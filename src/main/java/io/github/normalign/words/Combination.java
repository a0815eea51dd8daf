package io.github.normalign.words;

import io.github.normalign.alignment.LinkCriterion;
import io.github.normalign.alignment.ScoreFusion;
import io.github.normalign.alignment.Symmetrization;

/** How what two directions found becomes one alignment: from their links, or from their scores. */
public sealed interface Combination {

    /**
     * How the two directions' shares become a link's score.
     *
     * @return the fusion; for combined links, which are scored afterwards, the geometric mean: 0 where one direction says 0
     */
    ScoreFusion fusion();

    /**
     * Each direction takes links by its own rule; then the two sets of links are combined.
     *
     * @param symmetrization how
     */
    record OfLinks(Symmetrization symmetrization) implements Combination {

        @Override
        public ScoreFusion fusion() {
            return ScoreFusion.GEOMETRIC;
        }

        /** The combination as options of the command line. */
        @Override
        public String toString() {
            return "--symmetrize " + symmetrization;
        }
    }

    /**
     * The directions' scores are combined first, then links are taken; the settings' word rules play no part.
     *
     * @param fusion how scores are combined
     * @param criterion how links are taken
     */
    record OfScores(ScoreFusion fusion, LinkCriterion criterion) implements Combination {

        /** Refuses a threshold that no share reaches with an {@link IllegalArgumentException}. */
        public OfScores {
            if (criterion.threshold() > 1) {
                throw new IllegalArgumentException(
                    "combined scores are at most 1, a threshold of " + criterion.threshold() + " would leave no link");
            }
        }

        /** The combination as options of the command line. */
        @Override
        public String toString() {
            return "--fuse " + fusion + " " + criterion;
        }
    }
}
