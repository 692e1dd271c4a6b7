package org.writesae.kernels;

/**
 * The fast twins of {@link CausalConv}: a whole row at a time, so that the rows before it are
 * looked up once and not for every channel, and SiLU a block of channels at a time. Same sums, same order, same bits.
 */
public final class CausalConvTiled {
    private CausalConvTiled() {
    }

    /** Tiles of {@code elements} = T · channels outputs, which must be whole rows: one per row. */
    public static int tiles(int elements, int channels) {
        return elements / channels;
    }

    /** {@link CausalConv#causalConv}; from and count are rows. */
    public static void causalConv(double[] y, double[] x, double[] history, float[] w, int[] previous, int channels,
            int taps, int elements, int from, int count) {
        double[] sums = new double[channels];
        double[] lanes = new double[ElementaryTiled.LANES];
        int[] powers = new int[ElementaryTiled.POWERS];
        for (@Parallel int i = 0; i < count; i++) {
            for (int c = 0; c < channels; c++) {
                sums[c] = 0;
            }
            addTaps(sums, x, history, w, previous, from + i, channels, taps);
            silus(y, (from + i) * channels, sums, channels, lanes, powers);
        }
    }

    /** {@link CausalConv#causalConvBias}; from and count are rows. */
    public static void causalConvBias(double[] y, double[] x, double[] history, float[] w, float[] bias, int[] previous,
            int channels, int taps, int elements, int from, int count) {
        double[] sums = new double[channels];
        double[] lanes = new double[ElementaryTiled.LANES];
        int[] powers = new int[ElementaryTiled.POWERS];
        for (@Parallel int i = 0; i < count; i++) {
            for (int c = 0; c < channels; c++) {
                sums[c] = bias[c];
            }
            addTaps(sums, x, history, w, previous, from + i, channels, taps);
            silus(y, (from + i) * channels, sums, channels, lanes, powers);
        }
    }

    private static void addTaps(double[] sums, double[] x, double[] history, float[] w, int[] previous, int last,
            int channels, int taps) {
        int row = last;
        for (int j = taps - 1; j >= 0; j--) {
            if (row >= 0) {
                addTap(sums, x, row * channels, w, j, channels, taps);
                row = previous[row];
            } else {
                addTap(sums, history, (taps - 1 + row) * channels, w, j, channels, taps);
                row = row - 1;
            }
        }
    }

    private static void addTap(double[] sums, double[] rows, int at, float[] w, int tap, int channels, int taps) {
        for (int c = 0; c < channels; c++) {
            sums[c] += rows[at + c] * w[c * taps + tap];
        }
    }

    private static void silus(double[] y, int row, double[] sums, int channels, double[] lanes, int[] powers) {
        for (int c = 0; c < channels; c += ElementaryTiled.BLOCK) {
            int width = Math.min(ElementaryTiled.BLOCK, channels - c);
            for (int j = 0; j < width; j++) {
                lanes[ElementaryTiled.X + j] = sums[c + j];
            }
            ElementaryTiled.silus(lanes, powers, width);
            for (int j = 0; j < width; j++) {
                y[row + c + j] = Wide.wide(lanes[j]);
            }
        }
    }
}
