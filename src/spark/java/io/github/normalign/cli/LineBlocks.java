package io.github.normalign.cli;

import org.apache.spark.Partitioner;

/** Which task has which line: the first so many lines, the next so many, and so on; so the parts of the output are in order. */
final class LineBlocks extends Partitioner {

    /** The most parts: names of output files have five digits, and sort as their lines do up to here. */
    static final long MOST_PARTS = 100_000;

    private static final long serialVersionUID = 1L;

    private final long lines;
    private final long size;
    private final int keysPerLine;

    /**
     * Cuts a corpus into blocks.
     *
     * @param lines how many lines there are
     * @param size how many a block has, unless that makes too many blocks
     * @param keysPerLine how many keys each line has; line i, from 0, has those from {@code i * keysPerLine}
     */
    LineBlocks(long lines, int size, int keysPerLine) {
        this.lines = lines;
        this.size = Math.max(size, (lines + MOST_PARTS - 1) / MOST_PARTS);
        this.keysPerLine = keysPerLine;
    }

    @Override
    public int numPartitions() {
        return Math.max(1, Math.toIntExact((lines + size - 1) / size));
    }

    @Override
    public int getPartition(Object key) {
        return Math.toIntExact(Math.min((Long) key / keysPerLine / size, numPartitions() - 1L));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LineBlocks blocks && blocks.lines == lines && blocks.size == size
            && blocks.keysPerLine == keysPerLine;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * lines + size);
    }
}
