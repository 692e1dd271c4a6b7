package org.writesae.kernels;

/** The fast twin of {@link Transpose}: block by block, so that both arrays are walked within cache lines. */
public final class TransposeTiled {
    /** Rows and columns of a block. */
    public static final int BLOCK = 32;

    private TransposeTiled() {
    }

    /** Stretches of {@link #BLOCK} columns of x. */
    public static int tiles(int columns) {
        return (columns + BLOCK - 1) / BLOCK;
    }

    /** {@link Transpose#transpose}; from and count are stretches of columns of x. */
    public static void transpose(float[] y, float[] x, int rows, int columns, int elements, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int first = (from + i) * BLOCK;
            int end = Math.min(columns, first + BLOCK);
            for (int row = 0; row < rows; row += BLOCK) {
                int last = Math.min(rows, row + BLOCK);
                for (int j = first; j < end; j++) {
                    for (int r = row; r < last; r++) {
                        y[j * rows + r] = x[r * columns + j];
                    }
                }
            }
        }
    }
}
