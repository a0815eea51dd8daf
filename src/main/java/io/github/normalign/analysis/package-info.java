/** What cross-attention attends to, in figures: shares by kind of source word, norms, rank correlations, one link explained. */
package io.github.normalign.analysis;
