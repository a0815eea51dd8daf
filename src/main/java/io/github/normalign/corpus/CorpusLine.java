package io.github.normalign.corpus;

/** What one line of a parallel corpus turned out to be. Every line gives one, so that output line i is input line i. */
public sealed interface CorpusLine {

    /**
     * Where the line stands; for two files the source file's line.
     *
     * @return file and line number
     */
    LinePosition position();

    /**
     * A sentence and its translation, at least one word on each side.
     *
     * @param position where the line stands
     * @param source the source text and where its words stand
     * @param target the same of its translation
     */
    record Pair(LinePosition position, SegmentedText source, SegmentedText target) implements CorpusLine {

        /**
         * The words of both sides, as they stand in their texts.
         *
         * @return the pair to align; made anew at each call
         */
        public SentencePair words() {
            return SentencePair.of(source, target);
        }
    }

    /**
     * A line both of whose sides are empty: an empty line of output, no fault.
     *
     * @param position where the line stands
     */
    record Empty(LinePosition position) implements CorpusLine {
    }

    /**
     * A line that is no sentence pair: an empty line of output, reported and counted.
     *
     * @param position where the line stands: the file at fault where there are two
     * @param message a sentence with file, line, what was found and what was expected
     */
    record Bad(LinePosition position, String message) implements CorpusLine {
    }
}
