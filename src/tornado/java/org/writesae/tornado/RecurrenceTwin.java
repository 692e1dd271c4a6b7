package org.writesae.tornado;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * A recurrence over {@link Columns} in place of a definition, of which d_k and d_v are the last arguments.
 *
 * @param kernel the twin's method
 * @param at     where the definition has the number of rows of its sequence, or the lengths of its branches
 */
record RecurrenceTwin(Kernel kernel, int at) implements DeviceTwin {
    @Override
    public boolean suits(Program.Call call, long worth) {
        // A call may compute some of the columns only; the twin computes whole heads.
        boolean whole = call.rows() % fromEnd(call, 1) == 0;
        return whole && tokens(call) * fromEnd(call, 2) >= worth;
    }

    /** Steps of columns, all together. */
    private long tokens(Program.Call call) {
        if (call.arguments().get(at) instanceof Integer rows) {
            return (long) rows * call.rows();
        }
        int[] lengths = (int[]) ((Buffer) call.arguments().get(at)).array();
        return Arrays.stream(lengths).asLongStream().sum() * call.rows() / Math.max(lengths.length, 1);
    }

    @Override
    public Program.Call replaced(Program.Call call) {
        int dv = fromEnd(call, 1);
        List<Object> arguments = new ArrayList<>(call.arguments());
        if (arguments.get(at) instanceof Integer rows) {
            arguments.set(at, Counts.of(rows));
        }
        int threads = Math.multiplyExact(call.rows() / dv * Columns.groups(dv), Columns.LANES);
        return new Program.Call(kernel, threads, arguments);
    }

    private static int fromEnd(Program.Call call, int n) {
        return (Integer) call.arguments().get(call.arguments().size() - n);
    }
}
