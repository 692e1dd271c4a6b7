package org.writesae.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * An ordered list of kernel calls over buffers with declared roles. Models and SAEs build programs; a
 * {@link Backend} runs them. Running the same program again runs the same calls over the arrays as they
 * are then.
 */
public final class Program {

    /**
     * One kernel call.
     *
     * @param kernel    the kernel
     * @param rows      its rows are [0, rows)
     * @param arguments {@link Buffer}, Integer or Double, without {@code from} and {@code count}
     */
    public record Call(Kernel kernel, int rows, List<Object> arguments) {
    }

    private final String name;
    private final List<Call> calls = new ArrayList<>();

    /** @param name for messages and profiles */
    public Program(String name) {
        this.name = name;
    }

    /**
     * Appends a call.
     *
     * @param kernel    the kernel
     * @param rows      how many rows it computes; a call without rows is left out
     * @param arguments {@link Buffer}, Integer or Double in the order of the kernel's parameters
     * @return this program
     * @throws IllegalArgumentException if an argument does not fit its parameter
     */
    public Program add(Kernel kernel, int rows, Object... arguments) {
        Class<?>[] types = kernel.method().getParameterTypes();
        if (arguments.length != kernel.arity()) {
            throw new IllegalArgumentException(kernel + " takes " + kernel.arity() + " arguments, not " + arguments.length);
        }
        for (int i = 0; i < arguments.length; i++) {
            requireFit(kernel, i, types[i], arguments[i]);
        }
        if (rows > 0) {
            calls.add(new Call(kernel, rows, List.of(arguments)));
        }
        return this;
    }

    public String name() {
        return name;
    }

    /** The calls in order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    private static void requireFit(Kernel kernel, int index, Class<?> type, Object argument) {
        boolean fits = switch (argument) {
            case Buffer buffer -> type.isInstance(buffer.array());
            case Integer number -> type == int.class;
            case Double number -> type == double.class;
            default -> false;
        };
        if (!fits) {
            throw new IllegalArgumentException(kernel + " argument " + index + " is a " + type.getSimpleName() + ", not "
                    + argument);
        }
    }
}
