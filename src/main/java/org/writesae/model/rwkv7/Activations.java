package org.writesae.model.rwkv7;

import org.writesae.model.Rows;
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

    Activations(Rwkv7Config c, Rows rows) {
        int keys = c.heads() * c.dk();
        int values = c.values();
        normed = rows.scratch("normed", c.hidden());
        shifted = rows.scratch("shifted", c.hidden());
        narrow = rows.scratch("low rank", c.ranks().widest());
        narrowActivated = rows.scratch("low rank, activated", c.ranks().widest());
        projected = rows.scratch("projected", Math.max(keys, values));
        r = rows.output("r", keys);
        decay = rows.output("w", keys);
        k = rows.scratch("k", keys);
        key = rows.output("key", keys);
        kappa = rows.output("kappa", keys);
        erase = rows.output("erase key", keys);
        rate = rows.output("a", keys);
        v = rows.output("v", values);
        vFirst = Buffer.state("v of layer 0", new double[Math.multiplyExact(rows.total, values)]);
        erased = rows.output("erase value", values);
        g = rows.output("g", values);
        headOutput = rows.output("head output", values);
        headNormed = rows.scratch("normed head output", values);
        gatedOutput = rows.output("gated output", values);
        up = rows.scratch("channel mix", c.intermediate());
        upActivated = rows.scratch("channel mix, activated", c.intermediate());
    }
}
