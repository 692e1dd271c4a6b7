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
    /** Number of calls in front of each section but the first. */
    private final List<Integer> starts = new ArrayList<>();

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

    /**
     * Begins a section. Scratch and output arrays that it reads it has written before, so nothing but states is
     * handed on from the section in front of it, and a backend may run it apart.
     */
    public void section() {
        if (calls.size() > (starts.isEmpty() ? 0 : starts.getLast())) {
            starts.add(calls.size());
        }
    }

    public String name() {
        return name;
    }

    /** The calls in order, section by section; no section is empty but that of a program without calls. */
    public List<List<Call>> sections() {
        List<List<Call>> sections = new ArrayList<>();
        int from = 0;
        for (int start : starts) {
            sections.add(List.copyOf(calls.subList(from, start)));
            from = start;
        }
        if (from < calls.size() || sections.isEmpty()) {
            sections.add(List.copyOf(calls.subList(from, calls.size())));
        }
        return sections;
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
