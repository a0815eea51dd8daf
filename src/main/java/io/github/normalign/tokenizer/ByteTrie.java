package io.github.normalign.tokenizer;

import java.util.Arrays;

/**
 * A trie over byte strings with an int at the end of each, in flat arrays: the children of all nodes share one open-addressed hash
 * table, so a step costs one multiplication and mostly one probe. Not changed after it is filled, then safe for several threads.
 */
final class ByteTrie {

    /** The node before any byte. */
    static final int ROOT = 0;

    /** No such node, or no value at a node. */
    static final int NONE = -1;

    /** A key is node and byte in one int; more nodes than this do not fit. */
    static final int MAX_NODES = 1 << 23;

    private int[] keys = new int[1 << 10];
    private int[] children = new int[1 << 10];
    private int[] values = new int[1 << 9];
    private int nodes = 1;

    ByteTrie() {
        Arrays.fill(keys, NONE);
        Arrays.fill(values, NONE);
    }

    /**
     * Adds a string, or replaces its value.
     *
     * @param string at least one byte
     * @param value what {@link #value(int)} gives at its end, not negative
     * @return false if there is no room: more than {@link #MAX_NODES} nodes
     */
    boolean put(byte[] string, int value) {
        int node = ROOT;
        for (byte b : string) {
            int child = step(node, b);
            if (child == NONE) {
                if (nodes == MAX_NODES) {
                    return false;
                }
                child = nodes++;
                insert(node << 8 | b & 0xFF, child);
            }
            node = child;
        }
        values[node] = value;
        return true;
    }

    /** The node one byte further, or {@link #NONE}. */
    int step(int node, byte b) {
        int key = node << 8 | b & 0xFF;
        int mask = keys.length - 1;
        for (int slot = slot(key, mask);; slot = slot + 1 & mask) {
            if (keys[slot] == key) {
                return children[slot];
            }
            if (keys[slot] == NONE) {
                return NONE;
            }
        }
    }

    /** The value of the string that ends at a node, or {@link #NONE}. */
    int value(int node) {
        return values[node];
    }

    /** The value of {@code text[from..to)}, or {@link #NONE}. */
    int find(byte[] text, int from, int to) {
        int node = ROOT;
        for (int i = from; i < to && node != NONE; i++) {
            node = step(node, text[i]);
        }
        return node == NONE ? NONE : values[node];
    }

    /** The length of the longest string that {@code text[from..to)} starts with, or 0. */
    int longestPrefix(byte[] text, int from, int to) {
        int longest = 0;
        int node = ROOT;
        for (int i = from; i < to; i++) {
            node = step(node, text[i]);
            if (node == NONE) {
                break;
            }
            if (values[node] != NONE) {
                longest = i + 1 - from;
            }
        }
        return longest;
    }

    private void insert(int key, int child) {
        if (child == values.length) {
            values = Arrays.copyOf(values, 2 * child);
            Arrays.fill(values, child, values.length, NONE);
        }
        if (2 * child > keys.length) {
            grow();
        }
        place(key, child);
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldChildren = children;
        keys = new int[2 * oldKeys.length];
        children = new int[keys.length];
        Arrays.fill(keys, NONE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != NONE) {
                place(oldKeys[i], oldChildren[i]);
            }
        }
    }

    private void place(int key, int child) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (keys[slot] != NONE) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        children[slot] = child;
    }

    private static int slot(int key, int mask) {
        int mixed = key * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & mask;
    }
}
