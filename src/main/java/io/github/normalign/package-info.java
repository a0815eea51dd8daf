/**
 * Word alignments from the cross-attention of NMT models.
 *
 * <p>Data flows one way, and a package uses only those before it in this list:
 *
 * <pre>
 * error, corpus, segmentation, alignment, projection, tokenizer, onnx, attention, words, model, firefox,
 * format, gold, evaluation, analysis, selection, (this package, the facade), page, viewer, report, cli
 * </pre>
 *
 * <p>format, gold and evaluation use neither onnx nor model nor firefox: scoring needs no model. ONNX Runtime is called in model
 * only, picocli in cli only.
 *
 * <p>Legend of indices. A <em>word</em> is the caller's, a <em>piece</em> the model's; word and piece indices count from 0;
 * layers and heads count from 1, as in the paper. Links name the source first ({@code i-j}); matrices have the target as rows
 * and the source as columns, as attention has.
 */
package io.github.normalign;
