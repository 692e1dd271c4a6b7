package org.writesae.kernels;

/** The fast twin of {@link SwiGlu}, a block of elements at a time. */
public final class SwiGluTiled {
    /** Elements of a block. */
    public static final int BLOCK = ElementaryTiled.BLOCK;

    private SwiGluTiled() {
    }

    /** Blocks of {@code elements} elements. */
    public static int tiles(int elements) {
        return (elements + BLOCK - 1) / BLOCK;
    }

    /** {@link SwiGlu#swiGlu}; from and count are blocks of the {@code elements} elements. */
    public static void swiGlu(double[] y, double[] gate, double[] up, int elements, int from, int count) {
        double[] lanes = new double[ElementaryTiled.LANES];
        int[] powers = new int[ElementaryTiled.POWERS];
        for (@Parallel int i = 0; i < count; i++) {
            int first = (from + i) * BLOCK;
            int width = Math.min(BLOCK, elements - first);
            for (int j = 0; j < width; j++) {
                lanes[ElementaryTiled.X + j] = gate[first + j];
            }
            ElementaryTiled.silus(lanes, powers, width);
            for (int j = 0; j < width; j++) {
                y[first + j] = Wide.wide(lanes[j] * up[first + j]);
            }
        }
    }
}
