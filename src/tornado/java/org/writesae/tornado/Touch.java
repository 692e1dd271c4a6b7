package org.writesae.tornado;

import org.writesae.kernels.Parallel;

/**
 * A kernel that reads. TornadoVM does not copy an array to the device if the first kernel of a graph that
 * uses it only writes it, even if it was told to; what that kernel leaves unwritten is then garbage. So
 * arrays that may be written in part are read by this kernel first.
 */
final class Touch {
    /** Arrays of each type that one call reads. */
    static final int ARRAYS = 4;

    private Touch() {
    }

    /** {@code sink[0]} becomes a number of no interest, made from the first element of each array. */
    static void touch(int[] sink, float[] a, float[] b, float[] c, float[] d, double[] e, double[] f, double[] g,
            double[] h, int[] p, int[] q, int[] r, int[] s, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            double sum = a[i] + b[i] + c[i] + d[i] + e[i] + f[i] + g[i] + h[i] + p[i] + q[i] + r[i] + s[i];
            sink[i] = sum > 0 ? 1 : 0;
        }
    }
}
