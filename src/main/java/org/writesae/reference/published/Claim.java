package org.writesae.reference.published;

import java.util.OptionalInt;

/**
 * A published claim, one folder of upstream's {@code results/} or a part of one.
 *
 * @param id its name here and on the command line
 * @param folder of upstream's {@code results/}, null for none
 * @param experiment the number of its protocol, E1 for example
 * @param why what is open, or that nothing is
 * @param seed of the published run, where it is known
 * @param model and {@code checkpoint} and {@code tokens}: what a run of it needs
 */
public record Claim(String id, String folder, String experiment, String title, Status status, String why,
        OptionalInt seed, String model, String checkpoint, String tokens) {

    /** How far the sources say what was done. */
    public enum Status {
        /** All that is needed. */
        SPECIFIED,
        /** Something is left open or contradicted; a default reading is taken and named. */
        INTERPRETED,
        /** Too much is missing to call a run of it a reproduction. */
        ANALOGUE
    }
}
