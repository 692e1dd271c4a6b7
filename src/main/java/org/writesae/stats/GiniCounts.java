package org.writesae.stats;

/**
 * Weights of two classes.
 *
 * @param negative of the first
 * @param positive of the second
 */
record GiniCounts(double negative, double positive) {

    static GiniCounts of(int[] samples, boolean[] positive, int[] weight) {
        double first = 0;
        double second = 0;
        for (int i : samples) {
            if (positive[i]) {
                second += weight[i];
            } else {
                first += weight[i];
            }
        }
        return new GiniCounts(first, second);
    }

    double all() {
        return negative + positive;
    }

    /** 1 − Σ share², in the order of scikit-learn's operations. */
    double impurity() {
        return 1.0 - (negative * negative + positive * positive) / (all() * all());
    }

    double weighted() {
        return all() * impurity();
    }

    GiniCounts without(GiniCounts part) {
        return new GiniCounts(negative - part.negative, positive - part.positive);
    }
}
