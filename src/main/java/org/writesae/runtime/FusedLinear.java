package org.writesae.runtime;

import java.lang.management.ManagementFactory;

import com.sun.management.HotSpotDiagnosticMXBean;

import org.writesae.kernels.Linear;
import org.writesae.kernels.LinearTiled;
import org.writesae.kernels.Wide;

/**
 * The fast twins of {@link Linear} with fused multiply-add, for processors that have it. The product of a wide and a
 * float32 value is exact, so one rounding or two make no difference: the bits are those of the
 * definition, and tests hold them so. It stands here and not among the kernels because only the JVM runs
 * it, and only where {@link #isFast} says so: without the instruction Math.fma is a thousand times slower.
 */
public final class FusedLinear {

    private FusedLinear() {
    }

    /** Whether this JVM compiles Math.fma to an instruction. */
    static boolean isFast() {
        try {
            HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return options != null && Boolean.parseBoolean(options.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Tiles of a product with {@code elements} = T · out outputs, as {@link LinearTiled#tiles} counts its own. */
    static int tiles(int elements, int out) {
        return FusedTile.tiles(elements / out, out);
    }

    /** {@link LinearTiled#linear}. */
    public static void linear(double[] y, double[] x, float[] w, int in, int out, int elements, int from, int count) {
        FusedTile tile = new FusedTile(in, out, elements);
        for (int n = from; n < from + count; n++) {
            tile.multiply(n, x, w);
            for (int r = 0; r < tile.rows; r++) {
                double[] sums = tile.sums(r);
                int first = tile.first(r);
                for (int j = 0; j < tile.width; j++) {
                    y[(tile.row + r) * out + tile.column + j] = Wide.wide(sums[first + j]);
                }
            }
        }
    }

    /** {@link LinearTiled#linearAdd}. */
    public static void linearAdd(double[] x, double[] a, float[] w, int in, int out, int elements, int from,
            int count) {
        FusedTile tile = new FusedTile(in, out, elements);
        for (int n = from; n < from + count; n++) {
            tile.multiply(n, a, w);
            for (int r = 0; r < tile.rows; r++) {
                double[] sums = tile.sums(r);
                int first = tile.first(r);
                for (int j = 0; j < tile.width; j++) {
                    x[(tile.row + r) * out + tile.column + j] += sums[first + j];
                }
            }
        }
    }

    /** {@link LinearTiled#linearBias}. */
    public static void linearBias(float[] y, double[] x, float[] w, float[] bias, int in, int out, int elements,
            int from, int count) {
        FusedTile tile = new FusedTile(in, out, elements);
        for (int n = from; n < from + count; n++) {
            tile.multiply(n, x, w);
            for (int r = 0; r < tile.rows; r++) {
                double[] sums = tile.sums(r);
                int first = tile.first(r);
                for (int j = 0; j < tile.width; j++) {
                    y[(tile.row + r) * out + tile.column + j] = (float) (sums[first + j] + bias[tile.column + j]);
                }
            }
        }
    }
}
