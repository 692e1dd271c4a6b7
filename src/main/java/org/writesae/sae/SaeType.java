package org.writesae.sae;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The seven autoencoders of WriteSAE, by the names that upstream's {@code sae_type} uses. */
public enum SaeType {
    FLAT, RANK1, BILINEAR, BILINEAR_TIED, BILINEAR_FLAT, BILINEAR_GATED, BILINEAR_JUMPRELU;

    /** Upstream's name, {@code bilinear_tied}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SaeType> named(String label) {
        return Arrays.stream(values()).filter(type -> type.label().equals(label)).findFirst();
    }

    /** Whether an atom is a sum of outer products; the others decode through a full matrix. */
    public boolean hasFactors() {
        return this != FLAT && this != BILINEAR_FLAT;
    }

    /** Name of the decoder's key factor in a state_dict. */
    public String keyFactor() {
        return this == RANK1 ? "V" : "V_dec";
    }

    /** Name of the decoder's value factor in a state_dict. */
    public String valueFactor() {
        return this == RANK1 ? "W" : "W_dec";
    }
}
