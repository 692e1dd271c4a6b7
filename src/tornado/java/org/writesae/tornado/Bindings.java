package org.writesae.tornado;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * A stretch of a program taken apart: what has to be compiled for it ({@link Structure}), and what
 * changes from one execution to the next (arrays and numbers of rows).
 */
final class Bindings {
    /** Elements that the device has room for at least; copying so many takes some microseconds. */
    private static final int SMALL = 1 << 14;
    /** Elements from which on an array gets less room to spare. */
    private static final int LARGE = 1 << 18;

    /** What moves between host and device. */
    enum Traffic {
        /** To the device, once. */
        CONSTANT,
        /** To the device before each execution. */
        UP,
        /** Back after each execution, and to the device before it unless the first kernel only writes it. */
        DOWN,
        /** To the device before and back after each execution. */
        BOTH,
        /** Nothing: the contents are written before they are read, and of no interest afterwards. */
        NONE;

        boolean up() {
            return this == UP || this == DOWN || this == BOTH;
        }

        boolean down() {
            return this == DOWN || this == BOTH;
        }
    }

    /**
     * An array of the program.
     *
     * @param type     {@code float[].class}, {@code double[].class} or {@code int[].class}
     * @param capacity elements that the device has room for
     * @param traffic  what moves
     * @param constant the array itself where the device keeps it, else null
     */
    record Slot(Class<?> type, int capacity, Traffic traffic, Same constant) {
    }

    /** An array that equals only itself. */
    record Same(Object array) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.array == array;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(array);
        }
    }

    /** An argument that is an array: its place among the slots. */
    record Index(int slot) {
    }

    /**
     * A kernel call.
     *
     * @param kernel    the kernel
     * @param alone     whether it computes a single row: TornadoVM compiles that differently
     * @param arguments {@link Index}, Integer or Double
     */
    record Step(Kernel kernel, boolean alone, List<Object> arguments) {
    }

    /** What a compiled graph depends on. Numbers of rows are not part of it, and lengths of arrays only roughly. */
    record Structure(List<Step> steps, List<Slot> slots) {
    }

    private final Structure structure;
    private final List<Object> arrays;
    private final int[] rows;

    private Bindings(Structure structure, List<Object> arrays, int[] rows) {
        this.structure = structure;
        this.arrays = arrays;
        this.rows = rows;
    }

    /**
     * Takes apart whole sections of a program.
     *
     * @param later arrays that later sections write anew, so that they need not come back from these
     */
    static Bindings whole(List<Program.Call> calls, Set<Object> later) {
        return of(calls, buffer -> switch (buffer.role()) {
            case CONSTANT -> Traffic.CONSTANT;
            case INPUT -> Traffic.UP;
            case OUTPUT -> later.contains(buffer.array()) ? Traffic.NONE : Traffic.DOWN;
            case STATE -> Traffic.BOTH;
            case SCRATCH -> Traffic.NONE;
        });
    }

    /** Takes apart some calls of a section; what they write has to outlive them, beside what others have written. */
    static Bindings part(List<Program.Call> calls) {
        return of(calls, buffer -> switch (buffer.role()) {
            case CONSTANT -> Traffic.CONSTANT;
            case INPUT -> Traffic.UP;
            case OUTPUT, STATE, SCRATCH -> Traffic.BOTH;
        });
    }

    /**
     * Takes apart a single call in such a way that all calls of the same kernel and numbers have one structure.
     *
     * @param written arrays that calls in front of it may have written
     */
    static Bindings single(Program.Call call, Set<Object> written) {
        return of(List.of(call), buffer -> switch (buffer.role()) {
            case CONSTANT, INPUT -> Traffic.UP;
            case OUTPUT, SCRATCH -> written.contains(buffer.array()) ? Traffic.BOTH : Traffic.DOWN;
            case STATE -> Traffic.BOTH;
        });
    }

    private static Bindings of(List<Program.Call> calls, Function<Buffer, Traffic> roles) {
        Map<Object, Integer> places = new IdentityHashMap<>();
        List<Object> arrays = new ArrayList<>();
        List<Traffic> traffic = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        int[] rows = new int[calls.size()];
        for (Program.Call call : calls) {
            List<Object> arguments = new ArrayList<>();
            for (Object argument : call.arguments()) {
                if (argument instanceof Buffer buffer) {
                    Integer place = places.get(buffer.array());
                    if (place == null) {
                        place = arrays.size();
                        places.put(buffer.array(), place);
                        arrays.add(buffer.array());
                        traffic.add(roles.apply(buffer));
                    }
                    traffic.set(place, both(traffic.get(place), roles.apply(buffer)));
                    arguments.add(new Index(place));
                } else {
                    arguments.add(argument);
                }
            }
            // TornadoVM's scheduler never ends over such a call.
            if (arguments.lastIndexOf(arguments.getFirst()) > 0) {
                throw new IllegalArgumentException(call.kernel() + " writes an array that it also gets as another argument");
            }
            rows[steps.size()] = call.rows();
            steps.add(new Step(call.kernel(), call.rows() == 1, List.copyOf(arguments)));
        }
        List<Slot> slots = new ArrayList<>();
        for (int n = 0; n < arrays.size(); n++) {
            slots.add(slot(arrays.get(n), traffic.get(n)));
        }
        return new Bindings(new Structure(steps, slots), arrays, rows);
    }

    /** For an array that goes by two roles. */
    private static Traffic both(Traffic one, Traffic other) {
        if (one == other) {
            return one;
        }
        boolean written = one.down() || other.down() || one == Traffic.NONE || other == Traffic.NONE;
        return written ? Traffic.BOTH : Traffic.UP;
    }

    private static Slot slot(Object array, Traffic traffic) {
        int length = java.lang.reflect.Array.getLength(array);
        boolean kept = traffic == Traffic.CONSTANT && length > 0;
        return new Slot(array.getClass(), kept ? length : capacity(length), traffic, kept ? new Same(array) : null);
    }

    /** More than asked for, so that other lengths share a compiled graph: up to four times, or a quarter more if large. */
    private static int capacity(int length) {
        long capacity = SMALL;
        while (capacity < length && capacity < LARGE) {
            capacity *= 4;
        }
        long step = Integer.highestOneBit(Math.max(length, 1)) / 4;
        return (int) (capacity >= length ? capacity : Math.min(Integer.MAX_VALUE - 8, (length + step - 1) / step * step));
    }

    Structure structure() {
        return structure;
    }

    /** The caller's arrays by slot. */
    List<Object> arrays() {
        return arrays;
    }

    /** Rows of each call. */
    int[] rows() {
        return rows;
    }
}
