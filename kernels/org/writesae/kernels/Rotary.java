package org.writesae.kernels;

/**
 * Rotary position embedding of the first {@code rotary} elements of each head, half-split pairs
 * (NeoX style): element j is rotated with element j + rotary/2. The rest passes through.
 * The cosines and sines come from the host, since devices differ in them.
 */
public final class Rotary {
    private Rotary() {
    }

    /**
     * {@code (y_j, y_{j+m}) = (x_j cos − x_{j+m} sin, x_{j+m} cos + x_j sin)}, m = rotary/2, with the
     * cosine and sine of (position, j).
     *
     * @param y         [T, heads, width], wide. Modified.
     * @param x         [T, heads, width], wide. Not modified.
     * @param cosines   [positions, rotary/2]. Not modified.
     * @param sines     [positions, rotary/2]. Not modified.
     * @param positions [T], position of each row in its text. Not modified.
     * @param heads     heads
     * @param width     elements of a head
     * @param rotary    how many of them rotate, even
     * @param from      first of the T · heads · width elements to compute
     * @param count     how many
     */
    public static void rotateHalves(double[] y, double[] x, float[] cosines, float[] sines, int[] positions, int heads,
            int width, int rotary, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int c = n % width;
            int table = positions[n / (heads * width)] * (rotary / 2);
            int m = rotary / 2;
            if (c < m) {
                y[n] = Wide.wide(x[n] * cosines[table + c] - x[n + m] * sines[table + c]);
            } else if (c < rotary) {
                y[n] = Wide.wide(x[n] * cosines[table + c - m] + x[n - m] * sines[table + c - m]);
            } else {
                y[n] = x[n];
            }
        }
    }
}
