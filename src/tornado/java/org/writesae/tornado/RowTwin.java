package org.writesae.tornado;

import java.util.function.ToLongFunction;

import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * A twin with a group of threads for each thread of the definition, and the definition's arguments.
 *
 * @param kernel the twin's method
 * @param work   about how many multiplications a row of a call is worth
 */
record RowTwin(Kernel kernel, ToLongFunction<Program.Call> work) implements DeviceTwin {

    @Override
    public boolean suits(Program.Call call, long worth) {
        return call.rows() * work.applyAsLong(call) >= worth;
    }

    @Override
    public Program.Call replaced(Program.Call call) {
        int threads = kernel.method().getAnnotation(Group.class).value();
        return new Program.Call(kernel, Math.multiplyExact(call.rows(), threads), call.arguments());
    }
}
