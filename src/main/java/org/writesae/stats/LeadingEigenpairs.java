package org.writesae.stats;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The largest eigenvalues of a symmetric matrix without negative ones, and their vectors. Up to 512 rows by Commons Math's
 * full decomposition, whose time grows with the cube (0.5 s at 512 on one core); above by Lanczos' recurrence with full
 * reorthogonalisation, until every residual ‖A x − λ x‖ is below 10⁻¹⁰ of the largest eigenvalue. Equal eigenvalues are all
 * found by the first way, and by the second only as rounding separates them.
 */
final class LeadingEigenpairs {
    static final int LARGEST_FULL = 512;
    private static final double RESIDUAL = 1e-10;
    private static final double BREAKDOWN = 1e-13;

    private final double[] values;
    private final double[][] vectors;

    private LeadingEigenpairs(double[] values, double[][] vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /** @param symmetric [n, n] */
    static LeadingEigenpairs of(double[][] symmetric, int count) {
        return symmetric.length <= LARGEST_FULL ? full(symmetric, count) : new Lanczos(symmetric, count).run();
    }

    /** By falling size. */
    double value(int c) {
        return values[c];
    }

    /** Of unit length, [n]. */
    double[] vector(int c) {
        return vectors[c];
    }

    private static LeadingEigenpairs full(double[][] symmetric, int count) {
        EigenDecomposition all = new EigenDecomposition(new Array2DRowRealMatrix(symmetric, false));
        double[][] vectors = new double[count][];
        for (int c = 0; c < count; c++) {
            vectors[c] = all.getEigenvector(c).toArray();
        }
        return new LeadingEigenpairs(Arrays.copyOf(all.getRealEigenvalues(), count), vectors);
    }

    /** A basis of the Krylov space in which the matrix is tridiagonal. */
    static final class Lanczos {
        private final double[][] a;
        private final int count;
        private final Random random = new Random(0);
        private final double[][] basis;
        private final double[] diagonal;
        private final double[] beside;

        Lanczos(double[][] a, int count) {
            this.a = a;
            this.count = count;
            basis = new double[a.length + 1][];
            diagonal = new double[a.length];
            beside = new double[a.length];
        }

        LeadingEigenpairs run() {
            basis[0] = start(0);
            int next = Math.min(a.length, 2 * count + 32);
            for (int m = 1;; m++) {
                step(m);
                if (m == next) {
                    EigenDecomposition small = new EigenDecomposition(Arrays.copyOf(diagonal, m), Arrays.copyOf(beside, m - 1));
                    if (m == a.length || converged(small, m)) {
                        return found(small, m);
                    }
                    next = Math.min(a.length, m + m / 2);
                }
            }
        }

        /** Appends vector m, orthogonal to those before it. */
        private void step(int m) {
            double[] v = basis[m - 1];
            double[] w = new double[a.length];
            IntStream.range(0, a.length).parallel().forEach(i -> w[i] = Vectors.dot(a[i], v));
            diagonal[m - 1] = Vectors.dot(w, v);
            orthogonalise(w, m);
            double length = Vectors.length(w);
            boolean closed = length <= BREAKDOWN * Math.abs(diagonal[0]);
            beside[m - 1] = closed ? 0 : length;
            // An invariant subspace: go on with anything outside it.
            basis[m] = m == a.length ? w : closed ? start(m) : Vectors.scaled(w, 1 / length);
        }

        private boolean converged(EigenDecomposition small, int m) {
            for (int c = 0; c < count; c++) {
                double last = small.getEigenvector(c).getEntry(m - 1);
                if (Math.abs(beside[m - 1] * last) > RESIDUAL * small.getRealEigenvalue(0)) {
                    return false;
                }
            }
            return true;
        }

        private LeadingEigenpairs found(EigenDecomposition small, int m) {
            double[][] vectors = new double[count][a.length];
            for (int c = 0; c < count; c++) {
                double[] weights = small.getEigenvector(c).toArray();
                for (int j = 0; j < m; j++) {
                    Vectors.add(vectors[c], basis[j], weights[j]);
                }
            }
            return new LeadingEigenpairs(Arrays.copyOf(small.getRealEigenvalues(), count), vectors);
        }

        private double[] start(int before) {
            double[] v = new double[a.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = random.nextGaussian();
            }
            orthogonalise(v, before);
            return Vectors.scaled(v, 1 / Vectors.length(v));
        }

        /** Twice, since once leaves what cancellation lost. */
        private void orthogonalise(double[] w, int before) {
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < before; j++) {
                    Vectors.add(w, basis[j], -Vectors.dot(w, basis[j]));
                }
            }
        }
    }
}
