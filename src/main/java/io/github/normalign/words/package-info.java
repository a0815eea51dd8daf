/** From scores of pieces to links of words: the two rules, and the setting that names a whole way of aligning. */
package io.github.normalign.words;
