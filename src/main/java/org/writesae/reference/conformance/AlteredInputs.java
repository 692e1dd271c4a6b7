package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

import org.writesae.reference.GoldenArgument;
import org.writesae.reference.GoldenArgument.DataType;
import org.writesae.reference.GoldenArgument.Role;
import org.writesae.reference.GoldenCase;

/** A kernel call with something wrong about its inputs: one left out, two exchanged, off by one, rounded. */
final class AlteredInputs {
    /**
     * A call and what is wrong about it.
     *
     * @param text what was done: {@code alpha and beta exchanged}
     * @param call the call that follows; its expected values are those of the right one
     */
    record Altered(String text, GoldenCase call) {
    }

    private final GoldenCase golden;
    private final List<Altered> altered = new ArrayList<>();

    private AlteredInputs(GoldenCase golden) {
        this.golden = golden;
    }

    /** All calls with one thing wrong. */
    static List<Altered> of(GoldenCase golden) {
        AlteredInputs inputs = new AlteredInputs(golden);
        for (SixteenBits type : SixteenBits.values()) {
            inputs.round(type);
        }
        for (int n = 0; n < golden.arguments().size(); n++) {
            inputs.alter(n);
        }
        return inputs.altered;
    }

    private void alter(int n) {
        GoldenArgument argument = golden.arguments().get(n);
        if (argument.initial() instanceof Double number) {
            for (double other : new double[] {0, 1, 1 / number, Math.sqrt(number), number * number}) {
                add(argument.name() + " = " + other, n, other);
            }
        } else if (isFloating(argument)) {
            double[] values = values(argument);
            for (Mapping mapping : Mapping.values()) {
                set(argument.name() + " " + mapping.text(), n, Arrays.stream(values).map(mapping.function()).toArray());
            }
            for (int other = n + 1; other < golden.arguments().size(); other++) {
                exchange(n, other);
            }
            reorder(n, argument, values);
        }
    }

    private void reorder(int n, GoldenArgument argument, double[] values) {
        long[] shape = argument.shape();
        if (shape.length == 0 || values.length == 0) {
            return;
        }
        int last = (int) shape[shape.length - 1];
        int row = values.length / (int) shape[0];
        order(argument.name() + " reversed along its last axis", n, values, i -> i / last * last + last - 1 - i % last);
        order(argument.name() + " one place early along axis 0", n, values, i -> Math.min(i + row, values.length - row + i % row));
        order(argument.name() + " one place late along axis 0", n, values, i -> i < row ? i : i - row);
        if (shape.length > 1 && shape[shape.length - 2] == last) {
            int square = last * last;
            order(argument.name() + " with its last two axes exchanged", n, values,
                    i -> i / square * square + i % last * last + i % square / last);
        }
    }

    private void order(String text, int n, double[] values, IntUnaryOperator from) {
        double[] other = new double[values.length];
        Arrays.setAll(other, i -> values[from.applyAsInt(i)]);
        set(text, n, other);
    }

    private void exchange(int n, int other) {
        GoldenArgument a = golden.arguments().get(n);
        GoldenArgument b = golden.arguments().get(other);
        if (isFloating(b) && Arrays.equals(a.shape(), b.shape())) {
            List<GoldenArgument> arguments = new ArrayList<>(golden.arguments());
            arguments.set(n, with(a, stored(a, values(b))));
            arguments.set(other, with(b, stored(b, values(a))));
            add(a.name() + " and " + b.name() + " exchanged", arguments);
        }
    }

    /** All values that are computed with, rounded to 16 bits. */
    private void round(SixteenBits type) {
        List<GoldenArgument> arguments = new ArrayList<>();
        for (GoldenArgument argument : golden.arguments()) {
            arguments.add(isFloating(argument)
                    ? with(argument, stored(argument, Arrays.stream(values(argument)).map(type::round).toArray())) : argument);
        }
        add("all inputs rounded to " + type.text(), arguments);
    }

    private void set(String text, int n, double[] values) {
        add(text, n, stored(golden.arguments().get(n), values));
    }

    private void add(String text, int n, Object value) {
        List<GoldenArgument> arguments = new ArrayList<>(golden.arguments());
        arguments.set(n, with(arguments.get(n), value));
        add(text, arguments);
    }

    private void add(String text, List<GoldenArgument> arguments) {
        altered.add(new Altered(text, new GoldenCase(golden.file(), golden.id(), golden.kernel(), golden.about(), golden.equation(),
                arguments, golden.rows(), golden.rigor(), golden.limit(), golden.valid(), golden.flags())));
    }

    private static GoldenArgument with(GoldenArgument argument, Object initial) {
        return new GoldenArgument(argument.name(), argument.role(), argument.dtype(), argument.shape(), initial, argument.expected());
    }

    private static boolean isFloating(GoldenArgument argument) {
        return (argument.role() == Role.INPUT || argument.role() == Role.STATE) && argument.dtype() != DataType.INT32;
    }

    private static double[] values(GoldenArgument argument) {
        if (argument.initial() instanceof double[] doubles) {
            return doubles;
        }
        float[] floats = (float[]) argument.initial();
        double[] values = new double[floats.length];
        Arrays.setAll(values, i -> floats[i]);
        return values;
    }

    private static Object stored(GoldenArgument argument, double[] values) {
        if (argument.dtype() == DataType.FLOAT64) {
            return values;
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
