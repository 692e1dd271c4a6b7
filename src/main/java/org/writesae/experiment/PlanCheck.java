package org.writesae.experiment;

import org.writesae.io.InputException;
import org.writesae.model.qwen35.QwenConfig;
import org.writesae.sae.SaeConfig;

/** Whether a plan of the replacement test can be run at all; messages name the option. */
final class PlanCheck {
    private PlanCheck() {
    }

    /** The cell exists and has a recurrent state. */
    static void cell(String model, QwenConfig c, Substitution.Plan plan) {
        if (plan.layer() < 0 || plan.layer() >= c.layers()) {
            throw new InputException("--layer " + plan.layer() + ": " + model + " has layers 0 to " + (c.layers() - 1));
        }
        if (!c.isLinear(plan.layer())) {
            throw new InputException("--layer " + plan.layer() + ": a full-attention layer of " + model
                    + ", which has no recurrent state; those with one are " + c.linearLayers());
        }
        if (plan.head() < 0 || plan.head() >= c.valueHeads()) {
            throw new InputException("--head " + plan.head() + ": " + model + " has value heads 0 to "
                    + (c.valueHeads() - 1));
        }
    }

    /** The dictionary fits the states, and has the features. */
    static void dictionary(String model, QwenConfig c, SaeConfig s, Substitution.Plan plan) {
        if (s.dk() != c.dk() || s.dv() != c.dv()) {
            throw new InputException("--sae-checkpoint: its atoms are " + s.dk() + " x " + s.dv() + ", the states of "
                    + model + " are " + c.dk() + " x " + c.dv());
        }
        for (int feature : plan.features()) {
            if (feature < 0 || feature >= s.features()) {
                throw new InputException("--features " + feature + ": the dictionary has features 0 to " + (s.features() - 1));
            }
        }
        if (plan.features().isEmpty()) {
            throw new InputException("--features: name at least one");
        }
        if (plan.cap() < 1) {
            throw new InputException("--cap " + plan.cap() + ": at least 1");
        }
        if (plan.seed() < 0) {
            throw new InputException("--seed " + plan.seed() + ": at least 0");
        }
        if (s.k() >= s.features()) {
            throw new InputException("--sae-checkpoint: k = " + s.k() + " of " + s.features()
                    + " features leaves none that does not fire");
        }
    }
}
