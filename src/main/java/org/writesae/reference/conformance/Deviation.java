package org.writesae.reference.conformance;

/**
 * How far a tensor is from the expected one.
 *
 * @param distance largest distance of an element, in units of the {@link Yardstick}; infinite where a NaN or an
 *                 infinity is out of place
 * @param worst    the element that has it, the first if several do; −1 for an empty tensor
 * @param first    the first element beyond what is allowed, −1 if none is
 * @param beyond   how many are
 */
public record Deviation(double distance, int worst, int first, int beyond) {

    static Deviation between(Wanted wanted, double[] actual, double allowed) {
        double[] expected = wanted.expected();
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(expected.length + " expected values, " + actual.length + " actual ones");
        }
        double distance = 0;
        int worst = expected.length == 0 ? -1 : 0;
        int first = -1;
        int beyond = 0;
        for (int i = 0; i < expected.length; i++) {
            double here = wanted.yardstick().distance(expected[i], actual[i]);
            if (here > distance) {
                distance = here;
                worst = i;
            }
            if (here > allowed) {
                first = first < 0 ? i : first;
                beyond++;
            }
        }
        return new Deviation(distance, worst, first, beyond);
    }
}
