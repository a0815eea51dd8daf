/**
 * Carries inline tags and labelled spans from a source text to its translation, through the links between their words.
 *
 * <p>The translation's text never changes. Every element and every placeholder of the source occurs in it exactly once, as written,
 * inside the same parent as before; only an element that may be split occurs once or more. What is inside what is the source's, so
 * the result is well formed by construction. The tags of one level (children of one element, or the outermost) are placed together,
 * within the target text of their parent:
 *
 * <ol>
 * <li><b>Source words.</b> A word that a tag cuts belongs to the element as a whole; one that several siblings cut, to the one with
 * most of its characters, the first of equals.</li>
 * <li><b>Target words.</b> A target word belongs to the sibling with most of its links, the first of equals in the source; links to
 * text outside of all siblings do not count against them. Two exceptions: an element that has all source words of its parent (or of
 * the text) gets all target words there, linked or not; and an element none of whose words is linked gets the target words without
 * links that fill the place between the target words of its two neighbours in the source (or the parent's edge), if there are
 * any.</li>
 * <li><b>One stretch.</b> An element covers everything from its first target word to its last. Where a word of a sibling stands
 * between, it covers its longest run without one instead (most own words, the first of equals), so that siblings never overlap. An
 * element that may be split is written once for each run instead, and leaves out words of other source text too.</li>
 * <li><b>Edges.</b> White space stays outside of the tags, and so does punctuation at the edge of a word where the element's source
 * text does not begin or end with punctuation: {@code <b>here</b>.} and {@code <b>here</b> now} give {@code <b>aqui</b>.} and
 * {@code <b>aqui</b>,}. Brackets, quotes and inverted marks whose partner is inside stay inside, unless both stand at the edges and
 * the source has them outside too. An element that is all of its parent's text, white space aside, gets everything.</li>
 * <li><b>Places without words.</b> A placeholder, an empty element, and an element that got no target word stand before the first
 * target word of the source word behind them; or behind the last target word of the source word before them if they touch that word
 * and not the one behind. Without a link there, the other of the two tells, then the next ones outwards, within the parent. Without
 * any link they stand as far into the parent's target words as into its source words. A place inside a sibling's text moves to
 * its edge. Tags at one place keep the source's order.</li>
 * </ol>
 *
 * <p>All offsets are UTF-16 units, half-open; {@link io.github.normalign.corpus.OffsetUnit} turns code points into them.
 */
package io.github.normalign.projection;
