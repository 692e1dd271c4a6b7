package org.writesae.runtime;

import java.util.List;
import java.util.Map;

import org.writesae.kernels.Attention;
import org.writesae.kernels.AttentionTiled;
import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.BilinearEncodeTiled;
import org.writesae.kernels.CausalConv;
import org.writesae.kernels.CausalConvTiled;
import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.GatedDeltaTiled;
import org.writesae.kernels.Linear;
import org.writesae.kernels.LinearTiled;

/**
 * The fast twins the JVM runs in place of a kernel's definition. A twin takes the definition's
 * arguments, then the definition's number of rows, then its own range of tiles.
 */
public final class Twins {

    /** How many tiles cover the rows of a call. */
    @FunctionalInterface
    interface Tiles {
        int count(List<Object> arguments, int rows);
    }

    /**
     * A twin.
     *
     * @param kernel the twin's method
     * @param tiles  its range
     */
    public record Twin(Kernel kernel, Tiles tiles) {
    }

    private static final Map<Kernel, Twin> FUSED = twins(FusedLinear.class, FusedBilinearEncode.class);
    private static final Map<Kernel, Twin> UNFUSED = twins(LinearTiled.class, BilinearEncodeTiled.class);

    private Twins() {
    }

    /** Every definition that has a twin, with the twin for this processor. */
    public static Map<Kernel, Twin> all() {
        return all(FusedLinear.isFast());
    }

    /** The same for processors with or without fused multiply-add. */
    static Map<Kernel, Twin> all(boolean fused) {
        return fused ? FUSED : UNFUSED;
    }

    private static Map<Kernel, Twin> twins(Class<?> linear, Class<?> encode) {
        return Map.of(
                Kernel.of(Attention.class, "attend"),
                new Twin(Kernel.of(AttentionTiled.class, "attend"),
                        (call, rows) -> AttentionTiled.tiles(rows, number(call, 8), number(call, 9))),
                Kernel.of(CausalConv.class, "causalConv"),
                new Twin(Kernel.of(CausalConvTiled.class, "causalConv"),
                        (call, rows) -> CausalConvTiled.tiles(rows, number(call, 5))),
                Kernel.of(Linear.class, "linear"),
                new Twin(Kernel.of(linear, "linear"), (call, rows) -> LinearTiled.tiles(rows, number(call, 4))),
                Kernel.of(Linear.class, "linearAdd"),
                new Twin(Kernel.of(linear, "linearAdd"), (call, rows) -> LinearTiled.tiles(rows, number(call, 4))),
                Kernel.of(Linear.class, "linearBias"),
                new Twin(Kernel.of(linear, "linearBias"), (call, rows) -> LinearTiled.tiles(rows, number(call, 5))),
                Kernel.of(BilinearEncode.class, "bilinearEncode"),
                new Twin(Kernel.of(encode, "bilinearEncode"),
                        (call, rows) -> BilinearEncodeTiled.tiles(rows, number(call, 5))),
                Kernel.of(GatedDelta.class, "sequence"),
                new Twin(Kernel.of(GatedDeltaTiled.class, "sequence"),
                        (call, rows) -> GatedDeltaTiled.stretches(rows, number(call, 14))),
                Kernel.of(GatedDelta.class, "branches"),
                new Twin(Kernel.of(GatedDeltaTiled.class, "branches"),
                        (call, rows) -> GatedDeltaTiled.stretches(rows, number(call, 14))));
    }

    private static int number(List<Object> arguments, int index) {
        return (Integer) arguments.get(index);
    }
}
