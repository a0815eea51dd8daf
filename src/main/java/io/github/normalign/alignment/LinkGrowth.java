package io.github.normalign.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The links of one sentence pair while they grow from the intersection of two directions towards their union.
 *
 * <p>A cell is a link of the union; its row is the word number that the walk counts first, its column the other one. Cells are
 * kept as a sorted list and not as a matrix, because the numbers in a file have no bound.
 */
final class LinkGrowth {

    /** Rows and columns to add, in the order in which Moses looks around a link: beside it, then diagonally. */
    private static final int[][] MOSES_NEIGHBOURS = {{-1, 0}, {0, -1}, {1, 0}, {0, 1}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}};

    /**
     * lilt looks at (0,1) (-1,1) (-1,0) (-1,-1) (0,-1) (1,0) (1,-1) (1,1): the order in which Python iterated a set when the files
     * were published. The cells straight beside a link share its word, which is covered, so that only diagonal ones can ever join.
     */
    private static final int[][] LILT_NEIGHBOURS = {{-1, 1}, {-1, -1}, {1, -1}, {1, 1}};

    private final boolean rowsAreTargets;
    /** {@code row << 32 | column}, ascending. */
    private final long[] cells;
    private final boolean[] taken;
    private final Set<Integer> coveredRows = new HashSet<>();
    private final Set<Integer> coveredColumns = new HashSet<>();

    private LinkGrowth(Alignment forward, Alignment reverse, boolean rowsAreTargets) {
        this.rowsAreTargets = rowsAreTargets;
        this.cells = Stream.concat(forward.links().stream(), reverse.links().stream())
            .mapToLong(this::cell).sorted().distinct().toArray();
        this.taken = new boolean[cells.length];
        for (Link link : forward.links()) {
            if (reverse.links().contains(link)) {
                take(Arrays.binarySearch(cells, cell(link)));
            }
        }
    }

    /** The intersection, grown by neighbours with an uncovered word; walks by target, then source. */
    static LinkGrowth asMoses(Alignment forward, Alignment reverse) {
        LinkGrowth growth = new LinkGrowth(forward, reverse, true);
        growth.grow(MOSES_NEIGHBOURS, false);
        return growth;
    }

    /** The intersection, grown by neighbours whose words are both uncovered; walks by source, then target. */
    static LinkGrowth asLilt(Alignment forward, Alignment reverse) {
        LinkGrowth growth = new LinkGrowth(forward, reverse, false);
        growth.grow(LILT_NEIGHBOURS, true);
        return growth;
    }

    /**
     * Adds links wherever they are: those of the forward direction in the order of the walk, then those of the reverse one.
     *
     * @param both whether both words must be uncovered, not just one
     */
    LinkGrowth addUncovered(Alignment forward, Alignment reverse, boolean both) {
        for (Alignment direction : List.of(forward, reverse)) {
            direction.links().stream().mapToLong(this::cell).sorted().map(cell -> Arrays.binarySearch(cells, cell))
                .forEach(at -> takeIfUncovered((int) at, both));
        }
        return this;
    }

    Alignment alignment() {
        List<Link> links = new ArrayList<>();
        for (int at = 0; at < cells.length; at++) {
            if (taken[at]) {
                links.add(rowsAreTargets ? new Link(column(at), row(at)) : new Link(row(at), column(at)));
            }
        }
        return Alignment.of(links);
    }

    private void grow(int[][] neighbours, boolean both) {
        boolean grown = true;
        while (grown) {
            grown = false;
            // A cell taken ahead of the walk is walked over in the same round, one taken behind it in the next: both rules do so.
            for (int at = 0; at < cells.length; at++) {
                if (taken[at]) {
                    for (int[] step : neighbours) {
                        int neighbour = find(row(at) + step[0], column(at) + step[1]);
                        grown |= neighbour >= 0 && takeIfUncovered(neighbour, both);
                    }
                }
            }
        }
    }

    /** Takes a cell, unless it is taken already: then both its words are covered. */
    private boolean takeIfUncovered(int at, boolean both) {
        boolean rowIsCovered = coveredRows.contains(row(at));
        boolean columnIsCovered = coveredColumns.contains(column(at));
        if (both ? rowIsCovered || columnIsCovered : rowIsCovered && columnIsCovered) {
            return false;
        }
        take(at);
        return true;
    }

    private void take(int at) {
        taken[at] = true;
        coveredRows.add(row(at));
        coveredColumns.add(column(at));
    }

    /** The place of a cell, negative if the union has no such link. */
    private int find(int row, int column) {
        return row < 0 || column < 0 ? -1 : Arrays.binarySearch(cells, cell(row, column));
    }

    private long cell(Link link) {
        return rowsAreTargets ? cell(link.target(), link.source()) : cell(link.source(), link.target());
    }

    private static long cell(int row, int column) {
        return (long) row << 32 | column;
    }

    private int row(int at) {
        return (int) (cells[at] >>> 32);
    }

    private int column(int at) {
        return (int) cells[at];
    }
}
