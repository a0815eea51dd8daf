/** Alignments scored against gold, and every setting of a model compared. */
package io.github.normalign.evaluation;
