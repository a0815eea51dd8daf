package io.github.normalign.corpus;

/**
 * Makes a line of a corpus of the texts of its two sides.
 *
 * @param source finds the words of the source side
 * @param target finds those of the target side
 */
record PairSegmenter(WordSegmenter source, WordSegmenter target) {

    /** The caller's own words, separated by spaces. */
    static final PairSegmenter SPACES = new PairSegmenter(SegmentedText::ofWords, SegmentedText::ofWords);

    /** The pair if both sides have words, empty if neither has, else bad at the position of the side that is empty or too long. */
    CorpusLine pair(String sourceText, String targetText, LinePosition sourcePosition, LinePosition targetPosition) {
        boolean longSource = sourceText.length() > ParallelReader.MOST_CHARACTERS;
        if (longSource || targetText.length() > ParallelReader.MOST_CHARACTERS) {
            return ParallelReader.tooLong(longSource ? sourcePosition : targetPosition,
                (longSource ? sourceText : targetText).length(), ParallelReader.MOST_CHARACTERS, "characters");
        }
        SegmentedText sources = source.segment(sourceText);
        SegmentedText targets = target.segment(targetText);
        boolean noSource = sources.spans().isEmpty();
        boolean noTarget = targets.spans().isEmpty();
        if (noSource && noTarget) {
            return new CorpusLine.Empty(sourcePosition);
        }
        if (noSource || noTarget) {
            return ParallelReader.bad(noSource ? sourcePosition : targetPosition, "found no " + (noSource ? "source" : "target")
                + " words and " + (noSource ? targets : sources).spans().size()
                + " on the other side; expected words on both or on neither");
        }
        boolean manySources = sources.spans().size() > ParallelReader.MOST_WORDS;
        if (manySources || targets.spans().size() > ParallelReader.MOST_WORDS) {
            return ParallelReader.tooLong(manySources ? sourcePosition : targetPosition,
                (manySources ? sources : targets).spans().size(), ParallelReader.MOST_WORDS, "words");
        }
        return new CorpusLine.Pair(sourcePosition, sources, targets);
    }
}
