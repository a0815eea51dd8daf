package io.github.normalign.model;

/**
 * Where the time of reading went: nanoseconds of clock time, summed over all threads.
 *
 * @param tokenise words to pieces and pieces to batches
 * @param encode runs of the encoder; 0 for a model in one graph
 * @param decode runs of the decoder
 * @param extract attention of each pair copied out of what a run gave
 * @param use what was made of the attention: scores of words and links
 */
public record StageTimes(long tokenise, long encode, long decode, long extract, long use) {

    /** Nothing done yet. */
    public static final StageTimes NONE = new StageTimes(0, 0, 0, 0, 0);

    /**
     * These times and others together.
     *
     * @param other times of another model, say
     * @return the sums, in nanoseconds
     */
    public StageTimes plus(StageTimes other) {
        return new StageTimes(tokenise + other.tokenise, encode + other.encode, decode + other.decode, extract + other.extract,
            use + other.use);
    }

    /**
     * What was added since.
     *
     * @param earlier times taken before
     * @return the differences, in nanoseconds
     */
    public StageTimes since(StageTimes earlier) {
        return new StageTimes(tokenise - earlier.tokenise, encode - earlier.encode, decode - earlier.decode,
            extract - earlier.extract, use - earlier.use);
    }

    /**
     * The time of all stages.
     *
     * @return nanoseconds, summed over all threads
     */
    public long total() {
        return tokenise + encode + decode + extract + use;
    }
}
