package org.writesae.tornado;

import java.util.ArrayList;
import java.util.List;

import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** {@link BilinearEncodeTiles} in place of its definition. */
record BilinearEncodeTwin(Kernel kernel) implements DeviceTwin {
    /** States below which most of a tile would be empty. */
    private static final int FEWEST = BilinearEncodeTiles.STATES / 4;
    /** Where the number of features stands among the arguments; the rank and the sizes of a state follow. */
    private static final int FEATURES = 5;

    @Override
    public boolean suits(Program.Call call, long worth) {
        // A call may compute part of a row only; the twin computes whole ones.
        boolean whole = call.rows() % number(call, FEATURES) == 0;
        long products = (long) number(call, FEATURES + 1) * number(call, FEATURES + 2) * number(call, FEATURES + 3);
        return whole && (states(call) >= FEWEST || worth == DeviceTwins.ALWAYS) && call.rows() * products >= worth;
    }

    @Override
    public Program.Call replaced(Program.Call call) {
        List<Object> arguments = new ArrayList<>(call.arguments());
        arguments.add(FEATURES, Counts.of(states(call)));
        return new Program.Call(kernel, BilinearEncodeTiles.threads(states(call), number(call, FEATURES)), arguments);
    }

    private static int states(Program.Call call) {
        return call.rows() / number(call, FEATURES);
    }

    private static int number(Program.Call call, int at) {
        return (Integer) call.arguments().get(at);
    }
}
