package org.writesae.experiment.steering;

import java.util.Arrays;

import org.writesae.io.InputException;
import org.writesae.stats.NumpyRandom;

/**
 * The states that are encoded, drawn without replacement as upstream draws them: {@code RandomState.choice}, in this order.
 *
 * @param boundary in front of a boundary
 * @param other    equally many others
 * @param all      of either kind, for the random control
 */
record StateDraws(int[] boundary, int[] other, int[] all) {
    private static final int MOST = 10_000;
    private static final int MOST_ALL = 5000;

    /** @param name of the corpus, for the message */
    static StateDraws of(LabelledStates states, NumpyRandom random, String name) {
        int[] boundary = states.labelled(true);
        int[] other = states.labelled(false);
        int count = Math.min(MOST, Math.min(boundary.length, other.length));
        if (count == 0) {
            throw new InputException(name + ": of " + states.count() + " states " + boundary.length
                    + " are in front of a boundary; some, and not all, were expected");
        }
        return new StateDraws(choice(boundary, count, random), choice(other, count, random),
                choice(range(states.count()), Math.min(MOST_ALL, states.count()), random));
    }

    /** {@code random.choice(values, count, replace=False)} */
    static int[] choice(int[] values, int count, NumpyRandom random) {
        int[] order = random.permutation(values.length);
        int[] chosen = new int[count];
        Arrays.setAll(chosen, n -> values[order[n]]);
        return chosen;
    }

    private static int[] range(int count) {
        int[] all = new int[count];
        Arrays.setAll(all, n -> n);
        return all;
    }

    /** Every state that is needed, ascending. */
    int[] needed() {
        int[] together = Arrays.copyOf(boundary, boundary.length + other.length + all.length);
        System.arraycopy(other, 0, together, boundary.length, other.length);
        System.arraycopy(all, 0, together, boundary.length + other.length, all.length);
        return Arrays.stream(together).sorted().distinct().toArray();
    }
}
