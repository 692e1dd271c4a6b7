package org.writesae.tornado;

import java.util.ArrayList;
import java.util.List;

import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * {@link LinearTiles} in place of a matrix product.
 *
 * @param kernel the twin's method
 * @param at     where {@code in} stands among the arguments of the definition; {@code out} is next, and the twin has
 *               the number of rows in front of them
 */
record LinearTwin(Kernel kernel, int at) implements DeviceTwin {
    /** Rows below which most of a tile would be empty. */
    private static final int FEWEST = LinearTiles.SIDE / 4;

    @Override
    public boolean suits(Program.Call call, long worth) {
        int rows = call.rows() / out(call);
        // A call may compute part of a row only; the twin computes whole ones.
        boolean whole = rows * out(call) == call.rows();
        int in = (Integer) call.arguments().get(at);
        return whole && (rows >= FEWEST || worth == DeviceTwins.ALWAYS) && (long) call.rows() * in >= worth;
    }

    @Override
    public Program.Call replaced(Program.Call call) {
        int rows = call.rows() / out(call);
        List<Object> arguments = new ArrayList<>(call.arguments());
        arguments.add(at, Counts.of(rows));
        return new Program.Call(kernel, LinearTiles.threads(rows, out(call)), arguments);
    }

    private int out(Program.Call call) {
        return (Integer) call.arguments().get(at + 1);
    }
}
