package org.writesae.stats;

/**
 * Eigenvalues of a symmetric tridiagonal matrix by bisection: how many lie below x is the number of negative pivots of
 * A − x I (Sturm; Golub and Van Loan, 8.4.1), so that every eigenvalue is found to the spacing of doubles at the largest.
 *
 * @param diagonal [n]
 * @param beside   [n − 1], the elements beside it
 */
record Tridiagonal(double[] diagonal, double[] beside) {
    /** In place of a pivot that is zero, as in LAPACK's dstebz. */
    private static final double TINY = Double.MIN_NORMAL;

    /** The {@code most} largest eigenvalues, in descending order. */
    double[] largest(int most) {
        double bound = bound();
        double[] found = new double[most];
        double high = bound;
        for (int k = 0; k < most; k++) {
            double low = -bound;
            double top = high;
            double middle = low + (top - low) / 2;
            while (middle > low && middle < top && top - low > 0x1p-53 * bound) {
                if (notBelow(middle) > k) {
                    low = middle;
                } else {
                    top = middle;
                }
                middle = low + (top - low) / 2;
            }
            found[k] = middle;
            high = top;
        }
        return found;
    }

    /** Eigenvalues at or above x. */
    private int notBelow(double x) {
        int count = 0;
        double pivot = 1;
        for (int i = 0; i < diagonal.length; i++) {
            double off = i == 0 ? 0 : beside[i - 1];
            pivot = diagonal[i] - x - off * off / pivot;
            if (Math.abs(pivot) < TINY) {
                pivot = -TINY;
            }
            count += pivot < 0 ? 0 : 1;
        }
        return count;
    }

    /** No eigenvalue is larger in absolute value (Gershgorin). */
    private double bound() {
        double bound = TINY;
        for (int i = 0; i < diagonal.length; i++) {
            double before = i == 0 ? 0 : Math.abs(beside[i - 1]);
            double after = i == beside.length ? 0 : Math.abs(beside[i]);
            bound = Math.max(bound, Math.abs(diagonal[i]) + before + after);
        }
        return bound * (1 + 0x1p-40);
    }
}
