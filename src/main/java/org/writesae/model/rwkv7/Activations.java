package org.writesae.model.rwkv7;

import org.writesae.runtime.Buffer;

/** The arrays one pass works in, shared by its layers, all of wide values. T is the number of rows. */
final class Activations {
    /** [T, hidden], after the norm. */
    final Buffer normed;
    /** [T, hidden], shifted, for one projection after the other. */
    final Buffer shifted;
    /** [T, rank], inside a low-rank projection. */
    final Buffer narrow;
    /** [T, rank], after its activation. */
    final Buffer narrowActivated;
    /** [T, H·d_k or H·d_v], a low-rank projection. */
    final Buffer projected;
    /** [T, H, d_k]. */
    final Buffer r;
    /** [T, H, d_k], w_t. */
    final Buffer decay;
    /** [T, H, d_k], k before a_t has changed it. */
    final Buffer k;
    /** [T, H, d_k], k̃. */
    final Buffer key;
    /** [T, H, d_k], κ. */
    final Buffer kappa;
    /** [T, H, d_k], b = κ ⊙ a. */
    final Buffer erase;
    /** [T, H, d_k], a_t. */
    final Buffer rate;
    /** [T, H, d_v]. */
    final Buffer v;
    /** [T, H, d_v], values of layer 0. */
    final Buffer vFirst;
    /** [T, H, d_v], e = −Sᵀκ. */
    final Buffer erased;
    /** [T, H, d_v], output gate. */
    final Buffer g;
    /** [T, H, d_v], o_t. */
    final Buffer headOutput;
    /** [T, H, d_v], after the norm of the head. */
    final Buffer headNormed;
    /** [T, H, d_v], with bonus and gate. */
    final Buffer gatedOutput;
    /** [T, intermediate]. */
    final Buffer up;
    /** [T, intermediate]. */
    final Buffer upActivated;

    Activations(Rwkv7Config c, int rows) {
        int keys = c.heads() * c.dk();
        int values = c.values();
        normed = scratch("normed", rows, c.hidden());
        shifted = scratch("shifted", rows, c.hidden());
        narrow = scratch("low rank", rows, c.ranks().widest());
        narrowActivated = scratch("low rank, activated", rows, c.ranks().widest());
        projected = scratch("projected", rows, Math.max(keys, values));
        r = read("r", rows, keys);
        decay = read("w", rows, keys);
        k = scratch("k", rows, keys);
        key = read("key", rows, keys);
        kappa = read("kappa", rows, keys);
        erase = read("erase key", rows, keys);
        rate = read("a", rows, keys);
        v = read("v", rows, values);
        vFirst = Buffer.state("v of layer 0", new double[Math.multiplyExact(rows, values)]);
        erased = read("erase value", rows, values);
        g = read("g", rows, values);
        headOutput = read("head output", rows, values);
        headNormed = scratch("normed head output", rows, values);
        gatedOutput = read("gated output", rows, values);
        up = scratch("channel mix", rows, c.intermediate());
        upActivated = scratch("channel mix, activated", rows, c.intermediate());
    }

    /** Read by the host after the layer. */
    private static Buffer read(String name, int rows, int width) {
        return Buffer.output(name, new double[Math.multiplyExact(rows, width)]);
    }

    private static Buffer scratch(String name, int rows, int width) {
        return Buffer.scratch(name, new double[Math.multiplyExact(rows, width)]);
    }
}
