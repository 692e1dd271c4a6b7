package org.writesae.experiment.alignment;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well an atom is aligned with the writes at some of its firings.
 *
 * @param used           firings looked at
 * @param key            mean signed cosine of the key factors
 * @param value          mean signed cosine of the value factors
 * @param absoluteKey    mean |cosine| of the key factors
 * @param absoluteValue  mean |cosine| of the value factors
 * @param absoluteBoth   mean √(|cos_k| |cos_v|)
 * @param weightedKey    mean |cosine| of the key factors, weighted by activation
 * @param weightedValue  the same of the value factors
 */
public record AlignmentScores(int used, double key, double value, double absoluteKey, double absoluteValue, double absoluteBoth,
        double weightedKey, double weightedValue) {

    static AlignmentScores of(List<FeatureFirings.Firing> firings) {
        double weights = firings.stream().mapToDouble(FeatureFirings.Firing::activation).sum();
        return new AlignmentScores(firings.size(), mean(firings, FeatureFirings.Firing::key),
                mean(firings, FeatureFirings.Firing::value), mean(firings, f -> Math.abs(f.key())),
                mean(firings, f -> Math.abs(f.value())), mean(firings, f -> Math.sqrt(Math.abs(f.key()) * Math.abs(f.value()))),
                firings.stream().mapToDouble(f -> f.activation() / weights * Math.abs(f.key())).sum(),
                firings.stream().mapToDouble(f -> f.activation() / weights * Math.abs(f.value())).sum());
    }

    private static double mean(List<FeatureFirings.Firing> firings, ToDoubleFunction<FeatureFirings.Firing> of) {
        return firings.stream().mapToDouble(of).sum() / firings.size();
    }

    /** The combined alignment of upstream's report: √(mean |cos_k| · mean |cos_v|). */
    public double combined() {
        return Math.sqrt(absoluteKey * absoluteValue);
    }

    /** The same of the weighted means. */
    public double weightedCombined() {
        return Math.sqrt(weightedKey * weightedValue);
    }
}
