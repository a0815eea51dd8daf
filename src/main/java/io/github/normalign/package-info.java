/**
 * Word alignments from the cross-attention of NMT models.
 *
 * <p>Data flows one way, one package a step, and packages import in that direction only:
 *
 * <pre>
 * corpus -&gt; tokenizer -&gt; onnx / model -&gt; attention -&gt; words -&gt; alignment
 *        -&gt; format / gold / evaluation / report, then cli
 * </pre>
 *
 * <p>Legend of indices. A <em>word</em> is the caller's, a <em>piece</em> the model's; word and piece indices count
 * from 0;
 * layers and heads count from 1, as in the paper. Links name the source first ({@code i-j}); matrices have the target as rows
 * and the source as columns, as attention has.
 */
package io.github.normalign;
