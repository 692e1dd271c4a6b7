package org.writesae.reference.published;

import java.util.Locale;

/** How a measured number stands to a published one. */
public enum Outcome {
    /** Gives the printed digits. */
    INSIDE_ROUNDING,
    /** Inside the printed interval, or keeps to the printed bound. */
    INSIDE_INTERVAL,
    /** Neither. */
    OUTSIDE,
    /** The two do not measure the same. */
    NOT_COMPARABLE;

    /** {@code inside rounding} and so on. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
