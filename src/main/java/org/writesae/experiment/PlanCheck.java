package org.writesae.experiment;

import org.writesae.io.InputException;
import org.writesae.model.ModelConfig;
import org.writesae.sae.SaeConfig;

import static org.writesae.io.InputException.requireAtLeast;

/** Whether a plan of the replacement test can be run at all; messages name the option. */
final class PlanCheck {
    private PlanCheck() {
    }

    /** The cell exists and has a recurrent state. */
    static void cell(String model, ModelConfig c, Substitution.Plan plan) {
        c.requireStateLayer(plan.layer(), "--layer", model);
        c.requireHead(plan.head(), "--head", model);
    }

    /** The dictionary fits the states, and has the features. */
    static void dictionary(String model, ModelConfig c, SaeConfig s, Substitution.Plan plan) {
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
        requireAtLeast(1, "--cap", plan.cap());
        requireAtLeast(0, "--seed", plan.seed());
        if (s.features() < 2) {
            throw new InputException("--sae-checkpoint: its one feature leaves no other for the random control");
        }
    }
}
