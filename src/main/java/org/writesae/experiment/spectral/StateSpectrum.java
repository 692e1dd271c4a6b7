package org.writesae.experiment.spectral;

import java.util.Arrays;

import org.writesae.stats.SingularValues;

/**
 * What is kept of the singular values σ₁ ≥ σ₂ ≥ … of one state.
 *
 * @param first         σ₁
 * @param second        σ₂; 0 for a state with one row or column
 * @param effectiveRank exp of the entropy of σ/Σσ
 * @param energy        σ₁² / Σσ², the share of the first rank-1 term in ‖S‖²; 0 for a state of zeros
 */
public record StateSpectrum(double first, double second, double effectiveRank, double energy) {
    /** Upstream's guards against division by zero and the logarithm of zero. */
    private static final double RATIO_GUARD = 1e-10;
    private static final double SHARE_GUARD = 1e-12;

    /** Of a state [rows, columns], row-major. */
    public static StateSpectrum of(double[] state, int rows, int columns) {
        double[] values = SingularValues.of(state, rows, columns);
        double sum = Arrays.stream(values).sum() + SHARE_GUARD;
        double squares = Arrays.stream(values).map(v -> v * v).sum();
        double entropy = -Arrays.stream(values).map(v -> v / sum * Math.log(v / sum + SHARE_GUARD)).sum();
        return new StateSpectrum(values[0], values.length > 1 ? values[1] : 0, Math.exp(entropy),
                squares > 0 ? values[0] * values[0] / squares : 0);
    }

    /** σ₁/σ₂, as upstream divides. */
    public double ratio() {
        return first / (second + RATIO_GUARD);
    }
}
