package org.writesae.experiment.clamp;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.probing.ProbedFeatures.Target;
import org.writesae.stats.BinomialTest;

/** Results of features that were raised one by one, with upstream's names, and what sums them up. */
final class FeatureShifts {
    private final ArrayNode features = JsonNodeFactory.instance.arrayNode();
    private final List<Shift> shifts = new ArrayList<>();
    private int significant;
    private int aligned;
    private int both;

    /**
     * Adds a feature.
     *
     * @param level         what its coefficient was raised to
     * @param clamped       what that did
     * @param reconstructed what the reconstruction alone does to the same number
     * @return its result, to say more in
     */
    ObjectNode add(Target target, double level, Shift clamped, Shift reconstructed) {
        boolean isAligned = clamped.isAligned(target.rho());
        shifts.add(clamped);
        significant += clamped.isSignificant() ? 1 : 0;
        aligned += isAligned ? 1 : 0;
        both += isAligned && clamped.isSignificant() ? 1 : 0;
        ObjectNode one = target.json().put("clamp_value", level);
        one.setAll(clamped.json("mean_clamped"));
        one.put("direction_aligned", isAligned).put("mean_reconstructed", reconstructed.after())
                .put("reconstruction_shift", reconstructed.mean()).put("reconstruction_cohens_d", reconstructed.d())
                .put("reconstruction_p_value", reconstructed.p());
        features.add(one);
        return one;
    }

    ArrayNode features() {
        return features;
    }

    /** Upstream's summary, and the one-sided sign test of how many are aligned, as the paper has it. */
    ObjectNode summary() {
        int n = shifts.size();
        return JsonNodeFactory.instance.objectNode().put("n_significant_p05", significant).put("n_direction_aligned", aligned)
                .put("n_significant_and_aligned", both).put("fraction_causal", (double) both / n)
                .put("mean_abs_cohens_d", shifts.stream().mapToDouble(shift -> Math.abs(shift.d())).sum() / n)
                .put("sign_p", BinomialTest.atMost(n - aligned, n));
    }
}
