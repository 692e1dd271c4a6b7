package org.writesae.model.qwen35;

import org.writesae.model.Rows;
import org.writesae.runtime.Buffer;

/** The arrays one pass works in, shared by its layers: those of the mixers, all of wide values. T is the number of rows. */
final class Activations {
    /** [T, H·d_v], gate of the head norm. */
    final Buffer z;
    /** [T, H]. */
    final Buffer a;
    /** [T, H]. */
    final Buffer b;
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

    Activations(QwenConfig c, Rows rows, int slotsSeen) {
        z = rows.output("z", c.heads() * c.dv());
        a = rows.scratch("a", c.heads());
        b = rows.scratch("b", c.heads());
        gatedOutput = rows.output("gated output", c.heads() * c.dv());
        int queries = c.queryHeads() * c.headWidth();
        int kvs = c.kvHeads() * c.headWidth();
        int own = c.linear().contains(false) ? 1 : 0;
        queryGate = rows.scratch("query and gate", own * 2 * queries);
        query = rows.scratch("query", own * queries);
        queryRotated = rows.scratch("rotated query", own * queries);
        key = rows.scratch("key", own * kvs);
        keyNormed = rows.scratch("normed key", own * kvs);
        keyRotated = rows.scratch("rotated key", own * kvs);
        value = rows.scratch("value", own * kvs);
        scores = rows.scratch("scores", Math.multiplyExact(own * c.queryHeads(), slotsSeen));
        attended = rows.scratch("attended", own * queries);
        attendedGated = rows.scratch("gated attention", own * queries);
    }
}
