package org.writesae.stats;

/**
 * The least-squares line y ≈ slope · x + intercept and how much of y it explains.
 *
 * @param slope Σ(x−x̄)(y−ȳ) / Σ(x−x̄)²
 * @param intercept ȳ − slope · x̄
 * @param r2 1 − Σ(y−ŷ)² / Σ(y−ȳ)²
 * @param p two-sided, of "the slope is zero"
 * @param n points
 */
public record LinearFit(double slope, double intercept, double r2, double p, int n) {

    /** Fits n ≥ 2 points, as {@code scipy.stats.linregress}. */
    public static LinearFit of(double[] x, double[] y) {
        Correlation correlation = Correlation.pearson(x, y);
        double slope = Moments.product(x, y) / Moments.product(x, x);
        double intercept = Moments.mean(y) - slope * Moments.mean(x);
        return new LinearFit(slope, intercept, correlation.r() * correlation.r(), correlation.p(), x.length);
    }

    /** The slope of the line through the origin, Σxy / Σx². */
    public static double slopeThroughOrigin(double[] x, double[] y) {
        Moments.requirePairs(x, y, 1);
        return Vectors.dot(x, y) / Vectors.dot(x, x);
    }

    /**
     * 1 − Σ(y − slope · x)² / Σ(y−ȳ)² of a prediction that was not fitted to y. Negative where the mean of y would
     * have predicted better.
     */
    public static double r2OfPrediction(double[] x, double[] y, double slope) {
        Moments.requirePairs(x, y, 1);
        double missed = 0;
        for (int i = 0; i < x.length; i++) {
            double residual = y[i] - slope * x[i];
            missed += residual * residual;
        }
        return 1 - missed / Moments.product(y, y);
    }
}
