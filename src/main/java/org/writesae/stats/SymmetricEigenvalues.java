package org.writesae.stats;

/** Eigenvalues of a symmetric matrix without its vectors, as NumPy's {@code eigvalsh}: Householder reflections leave a tridiagonal one. */
public final class SymmetricEigenvalues {

    private SymmetricEigenvalues() {
    }

    /**
     * All of them.
     *
     * @param matrix [n, n], n ≥ 1, symmetric, finite. Modified.
     * @return [n], in descending order
     */
    public static double[] of(double[][] matrix) {
        int n = matrix.length;
        double[] diagonal = new double[n];
        double[] beside = new double[n - 1];
        for (int k = 0; k < n; k++) {
            diagonal[k] = matrix[k][k];
            if (k + 1 < n) {
                Reflection turn = Reflection.of(matrix[k], k + 1);
                beside[k] = turn.head();
                turn(matrix, turn, k + 1);
            }
        }
        return new Tridiagonal(diagonal, beside).largest(n);
    }

    /** A ← (I − β v vᵀ) A (I − β v vᵀ) from row and column {@code from} on: A − v wᵀ − w vᵀ. */
    private static void turn(double[][] matrix, Reflection turn, int from) {
        int n = matrix.length;
        double[] w = new double[n];
        double inner = 0;
        for (int i = from; i < n; i++) {
            double sum = 0;
            for (int j = from; j < n; j++) {
                sum += matrix[i][j] * turn.v()[j];
            }
            w[i] = turn.beta() * sum;
            inner += w[i] * turn.v()[i];
        }
        turn.add(w, -turn.beta() / 2 * inner, from);
        for (int i = from; i < n; i++) {
            double[] row = matrix[i];
            double v = turn.v()[i];
            for (int j = from; j < n; j++) {
                row[j] -= v * w[j] + w[i] * turn.v()[j];
            }
        }
    }
}
