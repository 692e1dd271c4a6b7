package org.writesae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.io.InputException;
import org.writesae.reference.GoldenArgument.DataType;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Program;

/** Runs golden cases on a backend, and judges tensors that came from anywhere. */
public final class CaseRunner {
    /** What outputs hold before the call: finite, so that an element left unwritten is never taken for an expected NaN. */
    private static final float GARBAGE = -0x1.badbaep77f;

    private final Backend backend;

    public CaseRunner(Backend backend) {
        this.backend = backend;
    }

    /** Runs the kernel of a case on its inputs and compares every output and state. */
    public CaseResult run(GoldenCase golden) {
        Map<GoldenArgument, Buffer> buffers = new LinkedHashMap<>();
        Object[] arguments = new Object[golden.arguments().size()];
        for (int n = 0; n < arguments.length; n++) {
            GoldenArgument argument = golden.arguments().get(n);
            arguments[n] = argument.role() == GoldenArgument.Role.SIZE ? argument.initial() : buffer(argument);
            if (arguments[n] instanceof Buffer buffer) {
                buffers.put(argument, buffer);
            }
        }
        try {
            backend.run(new Program(golden.id()).add(golden.kernel(), golden.rows(), arguments));
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException failure) {
            // The kernel or the case is wrong about its sizes; the other cases should still be run.
            return new CaseResult(golden, List.of(), golden.kernel() + " failed: " + failure);
        }
        return collect(golden, buffers);
    }

    private static CaseResult collect(GoldenCase golden, Map<GoldenArgument, Buffer> buffers) {
        Map<String, double[]> actual = new LinkedHashMap<>();
        for (Map.Entry<GoldenArgument, Buffer> entry : buffers.entrySet()) {
            GoldenArgument argument = entry.getKey();
            Object array = entry.getValue().array();
            if (argument.judged()) {
                actual.put(argument.name(), widened(array));
            } else if (argument.role() == GoldenArgument.Role.INPUT && !sameElements(argument.initial(), array)) {
                return new CaseResult(golden, List.of(), golden.kernel() + " modified its input " + argument.name());
            }
        }
        return judge(golden, actual);
    }

    /**
     * Judges the tensors of any implementation.
     *
     * @param actual every output and state of the case by name, row-major
     * @throws InputException if one is missing or has another length than expected
     */
    public static CaseResult judge(GoldenCase golden, Map<String, double[]> actual) {
        List<CaseResult.Output> outputs = new ArrayList<>();
        for (GoldenArgument argument : golden.arguments()) {
            if (argument.judged()) {
                double[] found = actual.get(argument.name());
                if (found == null || found.length != argument.expected().length) {
                    String what = found == null ? "no tensor" : found.length + " elements";
                    throw InputException.at(golden.id(), argument.name(), what + ", expected "
                            + Arrays.toString(argument.shape()));
                }
                outputs.add(compare(golden, argument, found));
            }
        }
        return new CaseResult(golden, outputs, null);
    }

    private static CaseResult.Output compare(GoldenCase golden, GoldenArgument argument, double[] actual) {
        boolean float32 = argument.dtype() == DataType.FLOAT32;
        boolean wide = !float32 && golden.rigor() == GoldenCase.Rigor.EXACT;
        int differing = 0;
        for (int i = 0; i < actual.length; i++) {
            differing += sameBits(argument.expected()[i], actual[i], wide) ? 0 : 1;
        }
        return new CaseResult.Output(argument, ScaledUlp.between(argument.expected(), actual, float32), differing, actual);
    }

    /** Compares bits after rounding to float32, or as doubles; all NaNs are one. */
    private static boolean sameBits(double expected, double actual, boolean wide) {
        return wide ? Double.doubleToLongBits(expected) == Double.doubleToLongBits(actual)
                : Float.floatToIntBits((float) expected) == Float.floatToIntBits((float) actual);
    }

    private static Buffer buffer(GoldenArgument argument) {
        return switch (argument.role()) {
            case OUTPUT -> Buffer.output(argument.name(), garbage(argument));
            case SCRATCH -> Buffer.scratch(argument.name(), garbage(argument));
            case STATE -> Buffer.state(argument.name(), copy(argument.initial()));
            default -> Buffer.input(argument.name(), copy(argument.initial()));
        };
    }

    private static Object garbage(GoldenArgument argument) {
        if (argument.dtype() == DataType.FLOAT64) {
            double[] array = new double[argument.size()];
            Arrays.fill(array, GARBAGE);
            return array;
        }
        float[] array = new float[argument.size()];
        Arrays.fill(array, GARBAGE);
        return array;
    }

    private static Object copy(Object array) {
        return switch (array) {
            case float[] floats -> floats.clone();
            case double[] doubles -> doubles.clone();
            case int[] ints -> ints.clone();
            default -> throw new IllegalArgumentException(array.getClass().getName());
        };
    }

    private static boolean sameElements(Object before, Object after) {
        return switch (before) {
            case float[] floats -> Arrays.equals(floats, (float[]) after);
            case double[] doubles -> Arrays.equals(doubles, (double[]) after);
            case int[] ints -> Arrays.equals(ints, (int[]) after);
            default -> throw new IllegalArgumentException(before.getClass().getName());
        };
    }

    private static double[] widened(Object array) {
        if (array instanceof double[] doubles) {
            return doubles;
        }
        float[] floats = (float[]) array;
        double[] wide = new double[floats.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = floats[i];
        }
        return wide;
    }
}
