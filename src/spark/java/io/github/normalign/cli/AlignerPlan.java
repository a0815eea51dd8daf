package io.github.normalign.cli;

import java.io.Serializable;
import java.util.List;

/**
 * What every executor needs to open the aligner that the driver decided on. Sessions do not travel between machines; the command
 * line does, and is read again there.
 *
 * @param arguments the command line
 * @param archive the name of the unpacked archive with the models in Spark's folder for files; null where they lie at the paths
 *     of the command line on every machine
 * @param identity what the driver found: an executor that finds something else must not align
 * @param threads batches run at the same time in an executor; 0 for as many as it has processors
 */
record AlignerPlan(List<String> arguments, String archive, String identity, int threads) implements Serializable {

    /** Copies the list into one that can travel. */
    AlignerPlan {
        arguments = List.copyOf(arguments);
    }
}
