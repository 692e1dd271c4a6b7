package org.writesae.tornado;

import java.util.List;
import java.util.Map;

import org.writesae.kernels.Linear;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** The twins that devices have. */
final class DeviceTwins {
    /** Multiplications from which on a call is worth a twin: below, too few threads would have work. */
    static final long WORTH = 1 << 24;

    private static final Map<Kernel, DeviceTwin> TWINS = Map.of(
            Kernel.of(Linear.class, "linear"), new LinearTwin(Kernel.of(LinearTiles.class, "linear"), 3),
            Kernel.of(Linear.class, "linearAdd"), new LinearTwin(Kernel.of(LinearTiles.class, "linearAdd"), 3),
            Kernel.of(Linear.class, "linearBias"), new LinearTwin(Kernel.of(LinearTiles.class, "linearBias"), 4));

    private DeviceTwins() {
    }

    /** The calls with twins in place of definitions of at least {@code worth} multiplications. */
    static List<Program.Call> replaced(List<Program.Call> calls, long worth) {
        return calls.stream().map(call -> {
            DeviceTwin twin = TWINS.get(call.kernel());
            return twin != null && twin.suits(call, worth) ? twin.replaced(call) : call;
        }).toList();
    }
}
