package org.writesae.model;

/**
 * Edits of the states of one head of one layer, made between two tokens or within one.
 *
 * @param head      the head
 * @param source    [edits] matrix to start from
 * @param target    [edits] matrix written
 * @param left      [edits, terms, d_k] key-side factors with their coefficients
 * @param right     [edits, terms, d_v] value-side factors
 * @param terms     rank-1 terms of an edit
 * @param readRow   [reads] rows whose own read uses an edited state (read-out SAME)
 * @param readState [reads] the matrix each of them reads
 */
public record StateEdits(int head, int[] source, int[] target, double[] left, double[] right, int terms, int[] readRow,
        int[] readState) {
}
