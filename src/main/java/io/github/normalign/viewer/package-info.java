/** Alignments to look at: one HTML page with links between words, score matrices of every layer and head, and gold beside them. */
package io.github.normalign.viewer;
