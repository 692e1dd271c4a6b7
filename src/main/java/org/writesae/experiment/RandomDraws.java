package org.writesae.experiment;

/** Gives each firing its random draw: freshly drawn, or replayed from a file. */
@FunctionalInterface
interface RandomDraws {

    /**
     * @param firing       the firing
     * @param coefficients the array that holds the coefficients of its state
     * @param from         where they start
     * @param tokens       length of the passage
     */
    RandomDraw draw(Firing firing, float[] coefficients, int from, int tokens);
}
