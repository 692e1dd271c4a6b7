package org.writesae.reference.conformance;

import java.util.Arrays;

/**
 * One tensor of another implementation, judged.
 *
 * @param wanted     what was asked for
 * @param actual     what was given, row-major
 * @param arithmetic what it is judged as
 * @param limit      largest distance allowed
 * @param deviation  how far it is
 */
public record TensorVerdict(Wanted wanted, double[] actual, Arithmetic arithmetic, double limit, Deviation deviation) {

    static TensorVerdict of(Wanted wanted, double[] actual, Arithmetic arithmetic) {
        Arithmetic judgedAs = arithmetic == null ? Arithmetic.of(actual) : arithmetic;
        double limit = wanted.limit(judgedAs);
        return new TensorVerdict(wanted, actual, judgedAs, limit, wanted.deviation(actual, limit));
    }

    public boolean ok() {
        return deviation.beyond() == 0;
    }

    /** The verdict on the first elements. */
    TensorVerdict first(int elements) {
        Wanted part = wanted.with(Arrays.copyOf(wanted.expected(), elements));
        return of(part, Arrays.copyOf(actual, elements), arithmetic);
    }

    /** How close the tensor is to something else than the right values. */
    Closeness closeness(double[] other) {
        double distance = wanted.with(other).deviation(actual, limit).distance();
        double left = wanted.inOldUnits(other).deviation(actual, limit).distance();
        return closeness(distance, left);
    }

    /**
     * The same from distances.
     *
     * @param distance in units of what it is compared with
     * @param left     in units of the right values
     */
    Closeness closeness(double distance, double left) {
        boolean within = distance <= limit;
        // Distances in units of each element span many decades: there only what is within the limit says something.
        boolean comparable = within || !wanted.yardstick().ofElements();
        return new Closeness(distance, within, comparable ? left : deviation.distance(), deviation.distance());
    }
}
