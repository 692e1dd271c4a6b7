package org.writesae.experiment;

import java.nio.file.Path;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeType;
import org.writesae.sae.WriteSae;

/** Stored states of one cell, [n, d_k, d_v], as dictionaries are trained on. */
public final class CellStates {
    /** States that upstream encodes at a time: with BatchTopK they share k a state. */
    private static final int BATCH = 512;

    private final Tensor states;

    /** @throws InputException unless there are two or more finite states */
    public CellStates(Tensor states) {
        if (states.rank() != 3 || states.shape(0) < 2) {
            throw new InputException(states.where() + ": shape " + states.shapeText() + ", at least 2 states [n, d_k, d_v] were expected");
        }
        this.states = states.requireFinite();
    }

    /** The states of a cell in a folder as upstream and {@code extract} lay it out: {@code layer_I/head_H.npy}. */
    public static Path file(Path folder, int layer, int head) {
        return folder.resolve("layer_" + layer).resolve("head_" + head + ".npy");
    }

    public int count() {
        return Math.toIntExact(states.shape(0));
    }

    public String where() {
        return states.where();
    }

    /**
     * A dictionary for these states; a flat one gets their axes.
     *
     * @throws InputException if it is for others
     */
    public SaeCheckpoint shaped(SaeCheckpoint one) {
        int rows = (int) states.shape(1);
        int columns = (int) states.shape(2);
        if (one.config().type() == SaeType.FLAT && one.config().dIn() == rows * columns) {
            return one.ofStates(rows, columns);
        }
        if (one.config().dk() != rows || one.config().dv() != columns) {
            throw new InputException(one.path() + ": for states of " + one.config().dk() + " x " + one.config().dv() + ", " + states.where()
                    + " has " + rows + " x " + columns);
        }
        return one;
    }

    /** {@code count} of the states that {@code which} names, from its element {@code first} on. */
    public float[] rows(int[] which, int first, int count) {
        int width = (int) (states.shape(1) * states.shape(2));
        float[] rows = new float[Math.multiplyExact(count, width)];
        for (int n = 0; n < count; n++) {
            states.copyFloats((long) which[first + n] * width, rows, n * width, width);
        }
        return rows;
    }

    /**
     * The coefficients of states, encoded as upstream's analyses do.
     *
     * @param which states
     * @return [features][states]
     */
    public float[][] coefficients(WriteSae sae, int[] which) {
        int features = sae.config().features();
        float[][] coefficients = new float[features][which.length];
        for (int first = 0; first < which.length; first += BATCH) {
            int count = Math.min(BATCH, which.length - first);
            float[] batch = rows(which, first, count);
            float[] a = sae.config().batchTopK() ? sae.encodeBatch(batch, count) : sae.encode(batch, count);
            for (int i = 0; i < count * features; i++) {
                coefficients[i % features][first + i / features] = a[i];
            }
        }
        return coefficients;
    }
}
