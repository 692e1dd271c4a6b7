package org.writesae.kernels;

/**
 * The fast twin of {@link Adam}: block by block through arrays of doubles, which no array of floats can alias, so that the JVM
 * compiles the loops to vector instructions.
 */
public final class AdamTiled {
    /** Elements of a block. */
    public static final int BLOCK = 512;

    private AdamTiled() {
    }

    /** Blocks over {@code elements} parameters. */
    public static int tiles(int elements) {
        return (elements + BLOCK - 1) / BLOCK;
    }

    /** {@link Adam#adam}; from and count are blocks. */
    public static void adam(float[] p, float[] m, float[] v, float[] g, double[] step, double beta1, double beta2,
            int elements, int from, int count) {
        double[] first = new double[BLOCK];
        double[] second = new double[BLOCK];
        for (@Parallel int i = 0; i < count; i++) {
            int at = (from + i) * BLOCK;
            int length = Math.min(BLOCK, elements - at);
            averages(first, m, g, beta1, at, length);
            squares(second, v, g, beta2, at, length);
            store(m, first, at, length);
            store(v, second, at, length);
            update(first, second, p, m, v, step[0], step[1], at, length);
            store(p, first, at, length);
        }
    }

    private static void averages(double[] first, float[] m, float[] g, double beta1, int at, int length) {
        for (int j = 0; j < length; j++) {
            double gradient = g[at + j];
            first[j] = m[at + j] + Wide.wide((1 - beta1) * (gradient - m[at + j]));
        }
    }

    private static void squares(double[] second, float[] v, float[] g, double beta2, int at, int length) {
        for (int j = 0; j < length; j++) {
            double gradient = g[at + j];
            second[j] = Wide.wide(beta2 * v[at + j]) + Wide.wide((1 - beta2) * gradient * gradient);
        }
    }

    private static void update(double[] first, double[] second, float[] p, float[] m, float[] v, double eps, double rate, int at,
            int length) {
        for (int j = 0; j < length; j++) {
            second[j] = Math.sqrt(v[at + j]) + eps;
        }
        for (int j = 0; j < length; j++) {
            first[j] = p[at + j] - Wide.wide(rate * m[at + j] / second[j]);
        }
    }

    private static void store(float[] target, double[] values, int at, int length) {
        for (int j = 0; j < length; j++) {
            target[at + j] = (float) values[j];
        }
    }
}
