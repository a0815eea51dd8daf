/** What a decoder looked at: cross-attention weights and vector norms per layer and head, and which row speaks for which piece. */
package io.github.normalign.attention;
