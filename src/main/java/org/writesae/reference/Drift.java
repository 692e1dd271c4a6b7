package org.writesae.reference;

/**
 * How the firings of two runs moved against each other, which decides how far the statistics over them
 * may.
 *
 * @param moved some divergence is not the same double in both
 * @param flips firings whose order of divergences (atom, deletion, random) is not the same in both although
 *        each divergence is within its limit
 */
public record Drift(boolean moved, int flips) {
    static final Drift NONE = new Drift(false, 0);
}
