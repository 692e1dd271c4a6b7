package org.writesae.stats;

/**
 * Sarle's bimodality coefficient (skewness² + 1) / (excess kurtosis + 3(n−1)² / ((n−2)(n−3))); a uniform sample
 * has 5/9, and more points to two modes. The paper's value comes from the same formula with the kurtosis that is
 * 3 for a normal sample, which makes it smaller (check C18).
 *
 * @param skewness corrected for bias, G₁ of Joanes and Gill
 * @param excessKurtosis corrected for bias, G₂; 0 for a normal sample
 * @param n values
 */
public record BimodalityCoefficient(double skewness, double excessKurtosis, int n) {
    /** The coefficient of a uniform distribution. */
    public static final double THRESHOLD = 5.0 / 9;

    /** Of n ≥ 4 values, not all equal. */
    public static BimodalityCoefficient of(double[] values) {
        double n = values.length;
        if (n < 4) {
            throw new IllegalArgumentException("the kurtosis of " + values.length + " values");
        }
        double variance = Moments.centredPower(values, 2) / n;
        double g1 = Moments.centredPower(values, 3) / n / Math.pow(variance, 1.5);
        double g2 = Moments.centredPower(values, 4) / n / (variance * variance) - 3;
        double skewness = g1 * Math.sqrt(n * (n - 1)) / (n - 2);
        double excess = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6);
        return new BimodalityCoefficient(skewness, excess, values.length);
    }

    /** The coefficient itself. */
    public double value() {
        return (skewness * skewness + 1) / (excessKurtosis + sampleTerm());
    }

    /** The paper's: with Pearson's kurtosis, excess + 3, in the place of the excess. */
    public double asPublished() {
        return (skewness * skewness + 1) / (excessKurtosis + 3 + sampleTerm());
    }

    private double sampleTerm() {
        double size = n;
        return 3 * (size - 1) * (size - 1) / ((size - 2) * (size - 3));
    }
}
