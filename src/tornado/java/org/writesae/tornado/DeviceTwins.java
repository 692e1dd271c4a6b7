package org.writesae.tornado;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.writesae.kernels.Attention;
import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.GatedLinearAttention;
import org.writesae.kernels.Linear;
import org.writesae.kernels.LogSoftmax;
import org.writesae.kernels.Rwkv7;
import org.writesae.kernels.StateSpace;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** The twins that devices have. */
final class DeviceTwins {
    /** Multiplications from which on a call is worth a twin: below, too few threads would have work. */
    static final long WORTH = 1 << 24;
    /** Twins whatever the size. */
    static final long ALWAYS = 0;
    /** Multiplications that an exponential takes about as long as: its steps wait for each other. */
    private static final long EXPONENTIAL = 128;

    private static final Map<Kernel, DeviceTwin> TWINS = Map.ofEntries(
            Map.entry(Kernel.of(Linear.class, "linear"), new LinearTwin(Kernel.of(LinearTiles.class, "linear"), 3)),
            Map.entry(Kernel.of(Linear.class, "linearAdd"), new LinearTwin(Kernel.of(LinearTiles.class, "linearAdd"), 3)),
            Map.entry(Kernel.of(Linear.class, "linearBias"), new LinearTwin(Kernel.of(LinearTiles.class, "linearBias"), 4)),
            Map.entry(Kernel.of(Attention.class, "attend"),
                    new RowTwin(Kernel.of(AttentionTiles.class, "attend"), call -> 2 * number(call, 10) * number(call, 11))),
            Map.entry(Kernel.of(BilinearEncode.class, "bilinearEncode"),
                    new BilinearEncodeTwin(Kernel.of(BilinearEncodeTiles.class, "bilinearEncode"))),
            Map.entry(Kernel.of(LogSoftmax.class, "logNormalizer"),
                    new RowTwin(Kernel.of(LogSoftmaxChunks.class, "logNormalizer"), call -> EXPONENTIAL * number(call, 2))),
            Map.entry(Kernel.of(LogSoftmax.class, "klDivergence"),
                    new RowTwin(Kernel.of(LogSoftmaxChunks.class, "klDivergence"), call -> EXPONENTIAL * number(call, 7))),
            recurrence(GatedDelta.class, GatedDeltaColumns.class, "sequence", 10),
            recurrence(GatedDelta.class, GatedDeltaColumns.class, "branches", 9),
            recurrence(GatedLinearAttention.class, GatedLinearAttentionColumns.class, "sequence", 8),
            recurrence(GatedLinearAttention.class, GatedLinearAttentionColumns.class, "branches", 7),
            recurrence(Rwkv7.class, Rwkv7Columns.class, "sequence", 11),
            recurrence(Rwkv7.class, Rwkv7Columns.class, "branches", 10),
            recurrence(StateSpace.class, StateSpaceColumns.class, "sequence", 8),
            recurrence(StateSpace.class, StateSpaceColumns.class, "branches", 7));

    /** With PoCL on two cores, attention of 256 tokens took three times as long as the definition, KL 1.3 times. */
    private static final Set<Kernel> SLOWER_ON_CPU = Set.of(Kernel.of(Attention.class, "attend"),
            Kernel.of(LogSoftmax.class, "logNormalizer"), Kernel.of(LogSoftmax.class, "klDivergence"));

    private DeviceTwins() {
    }

    private static Map.Entry<Kernel, DeviceTwin> recurrence(Class<?> definition, Class<?> twin, String name, int at) {
        return Map.entry(Kernel.of(definition, name), new RecurrenceTwin(Kernel.of(twin, name), at));
    }

    /**
     * The calls with twins in place of definitions of at least {@code worth} multiplications. Where the device is a CPU,
     * those that only a GPU gains from stay away, unless they are asked for with less than {@link #WORTH}.
     */
    static List<Program.Call> replaced(List<Program.Call> calls, long worth, boolean cpu) {
        return calls.stream().map(call -> {
            DeviceTwin twin = TWINS.get(call.kernel());
            boolean gains = !cpu || worth < WORTH || !SLOWER_ON_CPU.contains(call.kernel());
            return twin != null && gains && twin.suits(call, worth) ? twin.replaced(call) : call;
        }).toList();
    }

    /** Whether there is a twin of a definition. */
    static boolean has(Kernel definition) {
        return TWINS.containsKey(definition);
    }

    private static long number(Program.Call call, int at) {
        return (Integer) call.arguments().get(at);
    }
}
