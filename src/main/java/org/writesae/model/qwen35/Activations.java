package org.writesae.model.qwen35;

import org.writesae.runtime.Buffer;

/** The arrays one pass works in, shared by its layers: those of the mixers, all of wide values. T is the number of rows. */
final class Activations {
    /** [T, channels], before the convolution. */
    final Buffer projected;
    /** [T, channels], after convolution and SiLU: q ‖ k ‖ v. */
    final Buffer mixed;
    /** [T, H·d_v], gate of the head norm. */
    final Buffer z;
    /** [T, H]. */
    final Buffer a;
    /** [T, H]. */
    final Buffer b;
    /** [T, H]. */
    final Buffer alpha;
    /** [T, H]. */
    final Buffer beta;
    /** [T, Hk, d_k]. */
    final Buffer q;
    /** [T, Hk, d_k]. */
    final Buffer k;
    /** [T, H, d_v], o_t. */
    final Buffer headOutput;
    /** [T, H, d_v], e_t. */
    final Buffer error;
    /** [T, H·d_v], after norm and gate. */
    final Buffer gatedOutput;
    /** [T, queryHeads, 2·width]. */
    final Buffer queryGate;
    /** [T, queryHeads, width]. */
    final Buffer query;
    /** [T, queryHeads, width], rotated. */
    final Buffer queryRotated;
    /** [T, kvHeads, width]. */
    final Buffer key;
    /** [T, kvHeads, width], after the norm. */
    final Buffer keyNormed;
    /** [T, kvHeads, width], rotated. */
    final Buffer keyRotated;
    /** [T, kvHeads, width]. */
    final Buffer value;
    /** [T, queryHeads, slots seen], double. */
    final Buffer scores;
    /** [T, queryHeads, width]. */
    final Buffer attended;
    /** [T, queryHeads, width], after the output gate. */
    final Buffer attendedGated;

    Activations(QwenConfig c, int rows, int slotsSeen) {
        projected = wide("projected", rows, c.channels());
        mixed = read("mixed", rows, c.channels());
        z = read("z", rows, c.heads() * c.dv());
        a = wide("a", rows, c.heads());
        b = wide("b", rows, c.heads());
        alpha = read("alpha", rows, c.heads());
        beta = read("beta", rows, c.heads());
        q = read("q", rows, c.keyHeads() * c.dk());
        k = read("k", rows, c.keyHeads() * c.dk());
        headOutput = read("head output", rows, c.heads() * c.dv());
        error = read("error", rows, c.heads() * c.dv());
        gatedOutput = read("gated output", rows, c.heads() * c.dv());
        int queries = c.queryHeads() * c.headWidth();
        int kvs = c.kvHeads() * c.headWidth();
        boolean attention = c.linear().contains(false);
        int own = attention ? rows : 0;
        queryGate = wide("query and gate", own, 2 * queries);
        query = wide("query", own, queries);
        queryRotated = wide("rotated query", own, queries);
        key = wide("key", own, kvs);
        keyNormed = wide("normed key", own, kvs);
        keyRotated = wide("rotated key", own, kvs);
        value = wide("value", own, kvs);
        scores = Buffer.scratch("scores", new double[Math.multiplyExact(own * c.queryHeads(), slotsSeen)]);
        attended = wide("attended", own, queries);
        attendedGated = wide("gated attention", own, queries);
    }

    /** Read by the host after the layer. */
    private static Buffer read(String name, int rows, int width) {
        return Buffer.output(name, new double[Math.multiplyExact(rows, width)]);
    }

    private static Buffer wide(String name, int rows, int width) {
        return Buffer.scratch(name, new double[Math.multiplyExact(rows, width)]);
    }
}
