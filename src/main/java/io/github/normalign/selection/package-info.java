/** Finds the setting a model, or a pair of models of opposite directions, aligns best with: without gold, or with it. */
package io.github.normalign.selection;
