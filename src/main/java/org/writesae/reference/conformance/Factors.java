package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Sees tensors that are the right one times a factor: one for all, or one for each place of an axis or each row. */
final class Factors {
    /** Fewer elements under one factor could be proportional by chance. */
    private static final int LEAST = 3;
    /** Relative difference up to which a factor is taken for a named number. */
    private static final double SAME = 1e-6;

    private final TensorVerdict verdict;
    private final Wanted wanted;
    private final double[] expected;
    private final double[] actual;

    private Factors(TensorVerdict verdict) {
        this.verdict = verdict;
        this.wanted = verdict.wanted();
        this.expected = wanted.expected();
        this.actual = verdict.actual();
    }

    /** @param sizes numbers that a factor may come from, by name */
    static List<Finding> of(TensorVerdict verdict, Map<String, Integer> sizes) {
        return new Factors(verdict).find(sizes);
    }

    private List<Finding> find(Map<String, Integer> sizes) {
        Fit one = fit(1, i -> 0);
        if (expected.length >= LEAST && one.closeness.tells()) {
            return List.of(new Finding(wanted.name(), Finding.Kind.FACTOR, "the right values " + named(one.largest, sizes),
                    one.closeness));
        }
        return grouped();
    }

    /** The fewest groups, each with a factor of its own, that explain the tensor. */
    private List<Finding> grouped() {
        List<Finding> findings = new ArrayList<>();
        long[] shape = wanted.shape();
        int inner = expected.length;
        for (int axis = 0; axis < shape.length && shape.length > 1; axis++) {
            int length = (int) shape[axis];
            inner /= Math.max(1, length);
            int stride = inner;
            add(findings, length, i -> i / stride % length, "place of axis " + axis);
        }
        if (findings.isEmpty() && shape.length > 2) {
            int row = (int) shape[shape.length - 1];
            add(findings, expected.length / Math.max(1, row), i -> i / row, "row of the last axis");
        }
        return findings;
    }

    private void add(List<Finding> findings, int groups, IntUnaryOperator group, String each) {
        if (groups < 2 || expected.length / groups < LEAST) {
            return;
        }
        Fit fit = fit(groups, group);
        if (fit.closeness.tells()) {
            findings.add(new Finding(wanted.name(), Finding.Kind.FACTORS, String.format(Locale.ROOT,
                    "the right values times a factor for each %s, %.6g to %.6g", each, fit.smallest, fit.largest), fit.closeness));
        }
    }

    /** The factors of least squares, and what they leave. */
    private record Fit(double smallest, double largest, Closeness closeness) {
    }

    private Fit fit(int groups, IntUnaryOperator group) {
        double[] products = new double[groups];
        double[] squares = new double[groups];
        for (int i = 0; i < expected.length; i++) {
            products[group.applyAsInt(i)] += actual[i] * expected[i];
            squares[group.applyAsInt(i)] += expected[i] * expected[i];
        }
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int n = 0; n < groups; n++) {
            products[n] = squares[n] == 0 ? 0 : products[n] / squares[n];
            smallest = Math.min(smallest, products[n]);
            largest = Math.max(largest, products[n]);
        }
        double[] scaled = new double[expected.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = products[group.applyAsInt(i)] * expected[i];
        }
        return new Fit(smallest, largest, verdict.closeness(scaled));
    }

    private static String named(double factor, Map<String, Integer> sizes) {
        if (close(factor, -1)) {
            return "negated";
        }
        String text = String.format(Locale.ROOT, "times %.7g", factor);
        for (Map.Entry<String, Integer> size : sizes.entrySet()) {
            double n = size.getValue();
            String name = " (= %s, " + size.getKey() + " = " + size.getValue() + ")";
            if (n > 1 && close(factor, Math.sqrt(n))) {
                return text + String.format(Locale.ROOT, name, "√" + size.getKey());
            } else if (n > 1 && close(factor, 1 / Math.sqrt(n))) {
                return text + String.format(Locale.ROOT, name, "1/√" + size.getKey());
            } else if (n > 1 && close(factor, n)) {
                return text + String.format(Locale.ROOT, name, size.getKey());
            } else if (n > 1 && close(factor, 1 / n)) {
                return text + String.format(Locale.ROOT, name, "1/" + size.getKey());
            }
        }
        return text;
    }

    private static boolean close(double factor, double number) {
        return Math.abs(factor - number) <= SAME * Math.abs(number);
    }
}
