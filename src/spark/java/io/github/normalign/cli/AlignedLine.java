package io.github.normalign.cli;

/**
 * What is written of one line.
 *
 * @param number the line's number in the whole corpus, from 1
 * @param id what the output calls it
 * @param links source-target word numbers from 0; empty for a line without a pair
 * @param score how well the two sentences go together, in [0, 1]; null where there is none
 * @param reason why the line could not be aligned; null where it could, or has no words on either side
 */
record AlignedLine(long number, Object id, String links, Double score, String reason) {
}
