package org.writesae.model;

import org.writesae.kernels.GatedDelta;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

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
    private static final Kernel READ = Kernel.of(GatedDelta.class, "readEdited");

    /**
     * Adds o = Sᵀq again for the rows whose own read uses an edited state.
     *
     * @param headOutput [T, H, d_v], o. Modified.
     * @param kept       [matrices, d_k, d_v]
     * @param query      [T, queryHeads, d_k], q
     */
    public void addReads(Program p, Buffer headOutput, Buffer kept, Buffer query, int queryHeads, ModelConfig c) {
        p.add(READ, readRow.length * c.dv(), headOutput, kept, query, Buffer.input("row", readRow),
                Buffer.input("matrix", readState), head, c.heads(), queryHeads, c.dk(), c.dv());
    }
}
