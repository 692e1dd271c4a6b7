package org.writesae.model;

/** The derivative of a norm without its weight. */
final class NormTangent {
    private NormTangent() {
    }

    /**
     * With x̂ = x / √(mean x² + ε): {@code dx̂ = (dx − x̂ mean(x̂ dx)) / √(mean x² + ε)}. A centred norm does the same to
     * x − mean x and dx − mean dx.
     *
     * @param x       where
     * @param change  dx
     * @param centred whether the mean is taken off first
     * @param eps     ε, inside the root
     */
    static double[] of(double[] x, double[] change, boolean centred, double eps) {
        int n = x.length;
        double mean = centred ? sum(x) / n : 0;
        double meanChange = centred ? sum(change) / n : 0;
        double squares = 0;
        double product = 0;
        for (int i = 0; i < n; i++) {
            squares += (x[i] - mean) * (x[i] - mean);
            product += (x[i] - mean) * (change[i] - meanChange);
        }
        double scale = 1 / Math.sqrt(squares / n + eps);
        double[] moved = new double[n];
        for (int i = 0; i < n; i++) {
            moved[i] = scale * (change[i] - meanChange - scale * scale * (x[i] - mean) * product / n);
        }
        return moved;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
