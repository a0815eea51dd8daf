package io.github.normalign.cli;

import io.github.normalign.corpus.CorpusLine;

/**
 * A line of a corpus that is read in parts.
 *
 * @param number the line's number in the whole corpus, from 1
 * @param id what the output calls it: the number, or what a table's column {@code id} has
 * @param line what it turned out to be
 */
record NumberedLine(long number, Object id, CorpusLine line) {
}
