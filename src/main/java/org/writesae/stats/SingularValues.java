package org.writesae.stats;

/**
 * Singular values of a matrix without its vectors, as LAPACK's {@code svdvals}: Householder reflections from both sides leave a
 * bidiagonal matrix B; those of B are the positive eigenvalues of the tridiagonal matrix with zeros on the diagonal and the
 * elements of B, in order, beside it (Golub and Kahan). Commons Math's decomposition takes seven times as long, since it cannot
 * leave out the vectors.
 */
public final class SingularValues {

    private SingularValues() {
    }

    /**
     * All of them.
     *
     * @param matrix row-major, [rows, columns], finite
     * @return min(rows, columns) values, in descending order
     */
    public static double[] of(double[] matrix, int rows, int columns) {
        boolean tall = rows >= columns;
        int m = Math.max(rows, columns);
        int n = Math.min(rows, columns);
        double largest = 0;
        for (double value : matrix) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest == 0) {
            return new double[n];
        }
        double[][] column = new double[n][m];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                // Scaled, so that no square is lost or overflows.
                column[j][i] = matrix[tall ? i * columns + j : j * columns + i] / largest;
            }
        }
        double[] values = new Tridiagonal(new double[2 * n], bidiagonal(column)).largest(n);
        for (int k = 0; k < n; k++) {
            values[k] = Math.max(0, values[k]) * largest;
        }
        return values;
    }

    /** The elements of B row by row: diagonal, beside it, diagonal, … The columns are changed. */
    private static double[] bidiagonal(double[][] column) {
        int n = column.length;
        double[] elements = new double[2 * n - 1];
        for (int k = 0; k < n; k++) {
            Reflection left = Reflection.of(column[k], k);
            elements[2 * k] = left.head();
            for (int j = k + 1; j < n; j++) {
                left.apply(column[j], k);
            }
            if (k + 1 < n) {
                elements[2 * k + 1] = fromTheRight(column, k);
            }
        }
        return elements;
    }

    /** Clears row k beyond the element beside the diagonal, and returns that element. */
    private static double fromTheRight(double[][] column, int k) {
        int n = column.length;
        double[] row = new double[n];
        for (int j = k + 1; j < n; j++) {
            row[j] = column[j][k];
        }
        Reflection right = Reflection.of(row, k + 1);
        double[] product = new double[column[0].length];
        for (int j = k + 1; j < n; j++) {
            for (int i = k + 1; i < product.length; i++) {
                product[i] += right.v()[j] * column[j][i];
            }
        }
        for (int j = k + 1; j < n; j++) {
            double factor = -right.beta() * right.v()[j];
            for (int i = k + 1; i < product.length; i++) {
                column[j][i] += factor * product[i];
            }
        }
        return right.head();
    }
}
