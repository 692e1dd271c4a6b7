package org.writesae.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.writesae.kernels.Linear;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * The kernels that a device runs in place of a definition where that is large enough to gain by it, with the
 * same bits.
 */
final class DeviceTwins {
    /** Multiplications from which on a product is worth a twin: below, too few threads would have work. */
    static final long WORTH_BLOCKS = 1 << 24;

    /**
     * A twin.
     *
     * @param kernel the twin's method
     * @param at     where {@code in} stands among the arguments of the definition; {@code out} is next, and the
     *               twin has the number of rows in front of them
     */
    private record Twin(Kernel kernel, int at) {
    }

    private static final Map<Kernel, Twin> TWINS = Map.of(
            Kernel.of(Linear.class, "linear"), new Twin(Kernel.of(LinearBlocks.class, "linear"), 3),
            Kernel.of(Linear.class, "linearAdd"), new Twin(Kernel.of(LinearBlocks.class, "linearAdd"), 3),
            Kernel.of(Linear.class, "linearBias"), new Twin(Kernel.of(LinearBlocks.class, "linearBias"), 4));

    private DeviceTwins() {
    }

    /** The calls with twins in place of definitions of at least {@code worth} multiplications. */
    static List<Program.Call> replaced(List<Program.Call> calls, long worth) {
        return calls.stream().map(call -> replaced(call, worth)).toList();
    }

    private static Program.Call replaced(Program.Call call, long worth) {
        Twin twin = TWINS.get(call.kernel());
        if (twin == null) {
            return call;
        }
        int in = (Integer) call.arguments().get(twin.at());
        int out = (Integer) call.arguments().get(twin.at() + 1);
        int rows = call.rows() / out;
        // A call may compute part of a row only; the twin computes whole ones, and several at a time.
        boolean whole = rows * out == call.rows() && 2 * rows >= LinearBlocks.ROWS;
        if (!whole || (long) call.rows() * in < worth) {
            return call;
        }
        List<Object> arguments = new ArrayList<>(call.arguments());
        arguments.add(twin.at(), Buffer.input("rows", new int[] {rows}));
        return new Program.Call(twin.kernel(), LinearBlocks.threads(call.rows(), out), arguments);
    }
}
