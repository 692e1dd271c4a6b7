package org.writesae.experiment.probing;

/**
 * When a feature counts as following a property, upstream's constants.
 *
 * @param frequency   least share of states that a feature fires at, to be looked at
 * @param correlation least |ρ| of Spearman
 * @param p           level of the correlations, divided by all tests that are made
 * @param accuracy    least mean accuracy of the forests
 * @param effect      least |d| between the states with the largest and the smallest coefficients
 */
public record ProbeSettings(double frequency, double correlation, double p, double accuracy, double effect) {
    /** Share of the states in each of the two groups, and their least number. */
    static final double QUANTILE = 0.10;
    static final int LEAST = 10;
    /** Level of the contrasts, divided by the number of properties. */
    static final double CONTRAST_P = 0.01;
    static final int FOLDS = 5;

    public static final ProbeSettings UPSTREAM = new ProbeSettings(0.01, 0.15, 0.01, 0.60, 0.50);
}
