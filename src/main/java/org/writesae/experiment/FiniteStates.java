package org.writesae.experiment;

import java.util.function.IntFunction;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;

/** Finite weights can still overflow; a state that did fires nothing and would look like an empty result. */
public final class FiniteStates {

    private FiniteStates() {
    }

    /**
     * Every element is finite.
     *
     * @param place where an element is, for the message: {@code the state of layer 2 head 1 after token 5}
     * @throws InputException if one is not
     */
    public static void require(HostModel model, float[] states, IntFunction<String> place) {
        for (int n = 0; n < states.length; n++) {
            if (!Float.isFinite(states[n])) {
                throw new InputException(model.name() + ": " + place.apply(n) + " holds " + states[n] + ": the weights overflow");
            }
        }
    }
}
