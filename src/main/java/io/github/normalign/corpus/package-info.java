/**
 * Parallel text as the caller wrote it: lines, words, pairs. Words are never re-split or joined, and a line that cannot be read
 * is reported with its place, while the lines after it are still read.
 */
package io.github.normalign.corpus;
