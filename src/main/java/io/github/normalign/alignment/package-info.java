/**
 * Links between words, and matrices of scores they are taken from.
 *
 * <p>Links name the source first ({@code i-j}); matrices have targets as rows and sources as columns, as attention has.
 */
package io.github.normalign.alignment;
