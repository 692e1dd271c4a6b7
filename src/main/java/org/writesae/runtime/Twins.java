package org.writesae.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;

import org.writesae.kernels.Adam;
import org.writesae.kernels.AdamTiled;
import org.writesae.kernels.AtomDecode;
import org.writesae.kernels.AtomDecodeTiled;
import org.writesae.kernels.Attention;
import org.writesae.kernels.AttentionTiled;
import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.BilinearEncodeTiled;
import org.writesae.kernels.CausalConv;
import org.writesae.kernels.CausalConvTiled;
import org.writesae.kernels.DenseDecode;
import org.writesae.kernels.DenseDecodeTiled;
import org.writesae.kernels.DictionaryGradient;
import org.writesae.kernels.DictionaryGradientTiled;
import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.GatedLinearAttention;
import org.writesae.kernels.Linear;
import org.writesae.kernels.LinearTiled;
import org.writesae.kernels.LogSoftmax;
import org.writesae.kernels.LogSoftmaxTiled;
import org.writesae.kernels.Rwkv7;
import org.writesae.kernels.StateSpace;
import org.writesae.kernels.SwiGlu;
import org.writesae.kernels.SwiGluTiled;
import org.writesae.kernels.TopK;
import org.writesae.kernels.Transpose;
import org.writesae.kernels.TransposeTiled;

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

    private static final Map<Kernel, Twin> FUSED = twins(FusedLinear.class, FusedLinear::tiles, FusedBilinearEncode.class);
    private static final Map<Kernel, Twin> UNFUSED = twins(LinearTiled.class, LinearTiled::tiles, BilinearEncodeTiled.class);

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

    private static Map<Kernel, Twin> twins(Class<?> linear, IntBinaryOperator tiles, Class<?> encode) {
        Map<Kernel, Twin> twins = new HashMap<>();
        put(twins, Attention.class, "attend", AttentionTiled.class,
                (call, rows) -> AttentionTiled.tiles(rows, number(call, 8), number(call, 9)));
        put(twins, CausalConv.class, "causalConv", CausalConvTiled.class,
                (call, rows) -> CausalConvTiled.tiles(rows, number(call, 5)));
        put(twins, CausalConv.class, "causalConvBias", CausalConvTiled.class,
                (call, rows) -> CausalConvTiled.tiles(rows, number(call, 6)));
        put(twins, Linear.class, "linear", linear, (call, rows) -> tiles.applyAsInt(rows, number(call, 4)));
        put(twins, Linear.class, "linearAdd", linear, (call, rows) -> tiles.applyAsInt(rows, number(call, 4)));
        put(twins, Linear.class, "linearBias", linear, (call, rows) -> tiles.applyAsInt(rows, number(call, 5)));
        put(twins, SwiGlu.class, "swiGlu", SwiGluTiled.class, (call, rows) -> SwiGluTiled.tiles(rows));
        recurrences(twins);
        put(twins, LogSoftmax.class, "logNormalizer", LogSoftmaxTiled.class, (call, rows) -> rows);
        put(twins, LogSoftmax.class, "klDivergence", LogSoftmaxTiled.class, (call, rows) -> rows);
        put(twins, BilinearEncode.class, "bilinearEncode", encode,
                (call, rows) -> BilinearEncodeTiled.tiles(rows, number(call, 5)));
        dictionary(twins);
        return Map.copyOf(twins);
    }

    private static void recurrences(Map<Kernel, Twin> twins) {
        put(twins, GatedDelta.class, "sequence", GatedDeltaTwin.class,
                (call, rows) -> Stretch.count(rows, number(call, 11) / number(call, 12), number(call, 14)));
        put(twins, GatedDelta.class, "branches", GatedDeltaTwin.class,
                (call, rows) -> Stretch.count(rows, number(call, 11) / number(call, 12), number(call, 14)));
        put(twins, GatedLinearAttention.class, "sequence", GatedLinearAttentionTwin.class,
                (call, rows) -> Stretch.count(rows, 1, number(call, 11)));
        put(twins, GatedLinearAttention.class, "branches", GatedLinearAttentionTwin.class,
                (call, rows) -> Stretch.count(rows, 1, number(call, 11)));
        put(twins, Rwkv7.class, "sequence", Rwkv7Twin.class, (call, rows) -> Stretch.count(rows, 1, number(call, 14)));
        put(twins, Rwkv7.class, "branches", Rwkv7Twin.class, (call, rows) -> Stretch.count(rows, 1, number(call, 14)));
        put(twins, StateSpace.class, "sequence", StateSpaceTwin.class,
                (call, rows) -> Stretch.count(rows, number(call, 9) / number(call, 10), number(call, 12)));
        put(twins, StateSpace.class, "branches", StateSpaceTwin.class,
                (call, rows) -> Stretch.count(rows, number(call, 9) / number(call, 10), number(call, 12)));
    }

    private static void dictionary(Map<Kernel, Twin> twins) {
        put(twins, TopK.class, "topK", SelectedTopK.class, (call, rows) -> rows / number(call, 2));
        put(twins, AtomDecode.class, "decodeAtoms", AtomDecodeTiled.class,
                (call, rows) -> rows / (number(call, 7) * number(call, 8)));
        put(twins, AtomDecode.class, "decodeAtomsBackward", AtomDecodeTiled.class, (call, rows) -> rows / number(call, 5));
        put(twins, DenseDecode.class, "decodeDense", DenseDecodeTiled.class, (call, rows) -> rows / number(call, 5));
        put(twins, DenseDecode.class, "decodeDenseBackward", DenseDecodeTiled.class, (call, rows) -> rows / number(call, 4));
        put(twins, DictionaryGradient.class, "factorGradient", DictionaryGradientTiled.class,
                (call, rows) -> DictionaryGradientTiled.factorTiles(rows));
        put(twins, DictionaryGradient.class, "denseGradient", DictionaryGradientTiled.class,
                (call, rows) -> DictionaryGradientTiled.featureTiles(number(call, 5)));
        put(twins, DictionaryGradient.class, "denseGradientTurned", DictionaryGradientTiled.class,
                (call, rows) -> DictionaryGradientTiled.featureTiles(number(call, 5)));
        put(twins, Adam.class, "adam", AdamTiled.class, (call, rows) -> AdamTiled.tiles(rows));
        put(twins, DictionaryGradient.class, "biasGradient", DictionaryGradientTiled.class,
                (call, rows) -> DictionaryGradientTiled.columnTiles(rows));
        put(twins, Transpose.class, "transpose", TransposeTiled.class, (call, rows) -> TransposeTiled.tiles(number(call, 3)));
    }

    private static void put(Map<Kernel, Twin> twins, Class<?> definition, String name, Class<?> twin, Tiles tiles) {
        twins.put(Kernel.of(definition, name), new Twin(Kernel.of(twin, name), tiles));
    }

    private static int number(List<Object> arguments, int index) {
        return (Integer) arguments.get(index);
    }
}
