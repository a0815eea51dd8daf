/** Parallel text as the caller wrote it: lines, words, pairs. Words are never re-split or joined. */
package io.github.normalign.corpus;
