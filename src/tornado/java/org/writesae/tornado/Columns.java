package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

/**
 * How the device twins of the recurrences divide their work. A group of {@link #LANES} threads carries as many
 * neighbouring columns of a head's state, each thread its own, in local memory: element c of the columns from
 * {@code c · LANES} on, so that neighbouring threads meet neighbouring banks. What the columns have in common, the
 * keys and queries of a few tokens at a time, is read once for all of them, as doubles.
 *
 * <p>Where d_v is no multiple of the group, its last threads have no column. They carry zeros, since all threads
 * have to meet at the barriers, and store nothing. Columns are filled up with zeros to a multiple of {@link #DEPTH},
 * and so are keys and queries. That changes no bit: a sum that began with +0 is never −0, so the products 0 · 0
 * leave it as it was; and where a decay or a value is not finite in both its parts, so that zeros become NaN, the
 * whole column does.
 *
 * <p>Local arrays have to stay in the method that makes them ({@link Group}), so each twin is a single long one.
 */
final class Columns {
    /** Threads of a group. Few, so that a model of few heads still has groups for many processors. */
    static final int LANES = 32;
    /**
     * Elements of a column that are computed before any of them is stored, so that their loads need not wait for
     * each other's: a compiler does not read ahead across a store to local memory.
     */
    static final int DEPTH = 8;
    /** Tokens that are in local memory at a time, so that a column seldom waits for their vectors. */
    private static final int TOKENS = 4;
    /** Local memory for columns and vectors, in doubles: 44 of the 48 KB that every GPU has. */
    private static final int ROOM = 44 << 7;

    private Columns() {
    }

    /** Groups for the columns of a head. */
    static int groups(int dv) {
        return (dv + LANES - 1) / LANES;
    }

    /** d_k, filled up to whole {@link #DEPTH}s. */
    static int height(int dk) {
        return (dk + DEPTH - 1) / DEPTH * DEPTH;
    }

    /**
     * {@link #height} as an end of loops. TornadoVM unrolls loops of which it knows the end, and then compiles for many
     * seconds; it does not know that groups are of {@link #LANES}.
     */
    static int end(KernelContext context, int dk) {
        return height(dk) * context.localGroupSizeX / LANES;
    }

    /** Tokens at a time if each has so many vectors [d_k], and one more vector finds room. */
    static int tokens(int vectors, int dk) {
        return Math.max(1, Math.min(TOKENS, (ROOM - (LANES / 2 + 1) * height(dk)) / (vectors * height(dk))));
    }

    /** The head of a group: of a sequence 0 … H − 1, of branches branch · H + h. */
    static int head(KernelContext context, int dv) {
        return context.groupIdx / groups(dv);
    }

    /** The column of a thread, of its head; d_v or more if it has none. */
    static int column(KernelContext context, int dv) {
        return context.groupIdx % groups(dv) * LANES + context.localIdx;
    }
}
