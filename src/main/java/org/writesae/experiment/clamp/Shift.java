package org.writesae.experiment.clamp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.PairedT;
import org.writesae.stats.Sample;

/**
 * What a change does to a number, over pairs of it: upstream's {@code summarize_shift}.
 *
 * @param before its mean without the change
 * @param after  with it
 * @param sd     of the differences, with n − 1
 * @param d      their mean by their sd
 * @param t      of the paired test; 0, with p = 1, where all differences are the same
 */
record Shift(double before, double after, double mean, double sd, double d, double t, double p) {
    /** Below it there is no test; and the least divisor of d. */
    private static final double NO_SPREAD = 1e-8;
    private static final double LEVEL = 0.05;

    /** Of two pairs or more. */
    static Shift of(double[] before, double[] after) {
        PairedT test = PairedT.of(after, before);
        double mean = test.differences().mean();
        double sd = test.differences().sd();
        boolean spread = sd > NO_SPREAD;
        return new Shift(Sample.of(before).mean(), Sample.of(after).mean(), mean, sd, mean / Math.max(sd, NO_SPREAD),
                spread ? test.t() : 0, spread ? test.p() : 1);
    }

    /** Whether the number goes where a raised feature with this ρ should take it. */
    boolean isAligned(double rho) {
        return rho > 0 && mean > 0 || rho < 0 && mean < 0;
    }

    boolean isSignificant() {
        return p < LEVEL;
    }

    /** @param edited the name of the mean with the change, as upstream has it */
    ObjectNode json(String edited) {
        return JsonNodeFactory.instance.objectNode().put("mean_baseline", before).put(edited, after).put("mean_shift", mean)
                .put("std_shift", sd).put("cohens_d", d).put("t_stat", t).put("p_value", p).put("significant_p05", isSignificant());
    }
}
