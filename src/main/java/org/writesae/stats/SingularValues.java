package org.writesae.stats;

import java.util.Arrays;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** Singular values of a matrix. */
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
        double[][] table = new double[rows][];
        for (int i = 0; i < rows; i++) {
            table[i] = Arrays.copyOfRange(matrix, i * columns, (i + 1) * columns);
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(table, false)).getSingularValues();
    }
}
