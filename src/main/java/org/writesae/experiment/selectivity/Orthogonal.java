package org.writesae.experiment.selectivity;

import java.util.ArrayList;
import java.util.List;

import org.writesae.kernels.Wide;
import org.writesae.stats.Vectors;

/** The part of a vector that is orthogonal to others, by Gram and Schmidt. */
final class Orthogonal {
    private Orthogonal() {
    }

    /**
     * Takes out of {@code vector} what lies along vectors {@code first} to {@code first + count − 1} of {@code factors}, as wide
     * values.
     *
     * @param factors [n, width of the vector]
     */
    static double[] to(float[] factors, int first, int count, double[] vector) {
        List<double[]> directions = new ArrayList<>();
        for (int n = first; n < first + count; n++) {
            double[] one = new double[vector.length];
            for (int i = 0; i < one.length; i++) {
                one[i] = factors[n * one.length + i];
            }
            double before = Vectors.length(one);
            double[] rest = without(directions, one);
            double length = Vectors.length(rest);
            // A factor within the others, or of no length, adds no direction.
            if (length > 1e-12 * before) {
                for (int i = 0; i < rest.length; i++) {
                    rest[i] /= length;
                }
                directions.add(rest);
            }
        }
        double[] rest = without(directions, vector);
        for (int i = 0; i < rest.length; i++) {
            rest[i] = Wide.wide(rest[i]);
        }
        return rest;
    }

    /** Twice, since the first pass leaves what rounding put in. */
    private static double[] without(List<double[]> directions, double[] vector) {
        double[] rest = vector.clone();
        for (int pass = 0; pass < 2; pass++) {
            for (double[] direction : directions) {
                double along = 0;
                for (int i = 0; i < rest.length; i++) {
                    along += rest[i] * direction[i];
                }
                for (int i = 0; i < rest.length; i++) {
                    rest[i] -= along * direction[i];
                }
            }
        }
        return rest;
    }
}
