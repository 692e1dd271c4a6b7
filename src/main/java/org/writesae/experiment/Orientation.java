package org.writesae.experiment;

import org.writesae.io.InputException;
import org.writesae.model.ModelConfig;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;

/**
 * Which axis of a state a dictionary has first. Upstream trains on states as each family's cache keeps them: key rows
 * for most, value rows for Mamba-2 (conflict K28: 128 × 64 in one place of the paper, 64 × 128 in the code).
 */
public enum Orientation implements Reading {
    /** v meets the key side, w the value side: as states are kept here. */
    KEY_VALUE("key-value", "the first factor of an atom is the key, the second the value"),
    /** v meets the value side, w the key side: the atoms are turned. */
    VALUE_KEY("value-key", "the first factor of an atom is the value, the second the key");

    private final String option;
    private final String meaning;

    Orientation(String option, String meaning) {
        this.option = option;
        this.meaning = meaning;
    }

    /**
     * The orientation of a dictionary for a model: the one asked for, else the only one whose shape fits, else, for square
     * states, the one of upstream's states.
     *
     * @param asked      null to decide by shape and family
     * @param dictionary the dictionary, as it is stored
     * @param model      name of the model, for the message
     * @throws InputException if the shapes do not fit
     */
    public static Orientation of(Orientation asked, SaeConfig dictionary, ModelConfig c, String model) {
        boolean straight = dictionary.dk() == c.dk() && dictionary.dv() == c.dv();
        boolean turned = dictionary.dk() == c.dv() && dictionary.dv() == c.dk();
        boolean fits = asked == null ? straight || turned : asked == KEY_VALUE ? straight : turned;
        if (!fits) {
            String with = asked == null ? "" : " with --orientation " + asked.option;
            throw new InputException("--sae-checkpoint: its atoms are " + dictionary.dk() + " x " + dictionary.dv()
                    + ", the states of " + model + " are " + c.dk() + " x " + c.dv() + " (keys x values)" + with);
        }
        if (asked != null) {
            return asked;
        }
        boolean keysFirst = straight && turned ? c.upstreamKeysFirst() : straight;
        return keysFirst ? KEY_VALUE : VALUE_KEY;
    }

    /** The checkpoint with the key factors first. */
    public SaeCheckpoint canonical(SaeCheckpoint checkpoint) {
        return this == KEY_VALUE ? checkpoint : checkpoint.turned();
    }

    @Override
    public String option() {
        return option;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
