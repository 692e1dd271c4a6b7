package org.writesae.model;

import java.util.Arrays;

import org.writesae.kernels.RankOneEdit;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** Which states a pass keeps, and where. */
public final class KeptStates {
    private static final Kernel EDIT = Kernel.of(RankOneEdit.class, "editStates");

    private final ModelConfig config;
    private final Buffer none;
    private final Buffer index;
    private Buffer pool;

    /** @param rows rows of the sequence */
    KeptStates(ModelConfig config, int rows) {
        this.config = config;
        this.none = Buffer.state("nothing kept", new float[config.dk() * config.dv()]);
        this.index = Buffer.input("keep", new int[rows * config.heads()]);
        nothing();
    }

    void nothing() {
        Arrays.fill(index.ints(), -1);
        pool = none;
    }

    void in(float[] matrices, int[] which) {
        System.arraycopy(which, 0, index.ints(), 0, which.length);
        pool = Buffer.state("kept states", matrices);
    }

    /** [matrices, d_k, d_v]: where states are kept. */
    public Buffer pool() {
        return pool;
    }

    /** [rows, H]: which matrix gets S_t of each head, −1 for none. */
    public Buffer index() {
        return index;
    }

    /** The edited states of a head, from those kept. */
    void addEdits(Program p, StateEdits edits) {
        p.add(EDIT, edits.source().length * config.dk() * config.dv(), pool, Buffer.input("source", edits.source()),
                Buffer.input("target", edits.target()), Buffer.input("left", edits.left()),
                Buffer.input("right", edits.right()), edits.terms(), config.dk(), config.dv());
    }
}
