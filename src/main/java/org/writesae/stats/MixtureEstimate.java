package org.writesae.stats;

import java.util.Arrays;

/** The running estimate of a one-dimensional Gaussian mixture and one round of expectation maximisation. */
final class MixtureEstimate {
    /** What scikit-learn adds to the weight of a component so that an empty one does not divide by zero. */
    private static final double EMPTY = 10 * Math.ulp(1.0);

    private final double[] values;
    private final double floor;
    /** [k][n] probability that component c made value i. */
    private double[][] share;
    private double[] weights;
    private double[] means;
    private double[] variances;

    MixtureEstimate(double[] values, double floor) {
        this.values = values;
        this.floor = floor;
    }

    /** Starts with component c owning the values [bounds[c], bounds[c + 1]). */
    void start(int[] bounds) {
        int k = bounds.length - 1;
        share = new double[k][values.length];
        weights = new double[k];
        means = new double[k];
        variances = new double[k];
        for (int c = 0; c < k; c++) {
            Arrays.fill(share[c], bounds[c], bounds[c + 1], 1);
        }
        maximise();
    }

    /** Shares from the present parameters, then parameters from the shares. Mean log-likelihood before the update. */
    double step() {
        double before = expect();
        maximise();
        return before;
    }

    /** Of the present parameters. */
    double meanLogLikelihood() {
        return expect();
    }

    double[] weights() {
        return weights;
    }

    double[] means() {
        return means;
    }

    double[] variances() {
        return variances;
    }

    private double expect() {
        double total = 0;
        double[] logs = new double[weights.length];
        for (int i = 0; i < values.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < logs.length; c++) {
                logs[c] = Math.log(weights[c]) + logDensity(values[i], c);
                largest = Math.max(largest, logs[c]);
            }
            double sum = 0;
            for (double log : logs) {
                sum += Math.exp(log - largest);
            }
            double logOfSum = largest + Math.log(sum);
            for (int c = 0; c < logs.length; c++) {
                share[c][i] = Math.exp(logs[c] - logOfSum);
            }
            total += logOfSum;
        }
        return total / values.length;
    }

    private double logDensity(double value, int component) {
        double distance = value - means[component];
        return -0.5 * (Math.log(2 * Math.PI * variances[component]) + distance * distance / variances[component]);
    }

    private void maximise() {
        for (int c = 0; c < weights.length; c++) {
            double owned = EMPTY;
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                owned += share[c][i];
                sum += share[c][i] * values[i];
            }
            means[c] = sum / owned;
            double squares = 0;
            for (int i = 0; i < values.length; i++) {
                double distance = values[i] - means[c];
                squares += share[c][i] * distance * distance;
            }
            variances[c] = squares / owned + floor;
            weights[c] = owned / values.length;
        }
        normalise();
    }

    private void normalise() {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (int c = 0; c < weights.length; c++) {
            weights[c] /= sum;
        }
    }
}
