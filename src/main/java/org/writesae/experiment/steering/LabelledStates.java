package org.writesae.experiment.steering;

import java.util.Arrays;
import java.util.Set;

import org.writesae.io.InputException;

/**
 * States to choose features from.
 *
 * @param sequence [n] sequence of each
 * @param position [n] token after which it is
 * @param boundary [n] whether it counts as in front of a boundary
 */
record LabelledStates(int[] sequence, int[] position, boolean[] boundary) {

    /**
     * @param corpus [sequences, T], for {@code UPSTREAM} all of one length
     * @param ids    tokens that are boundaries
     * @param name   of the corpus, for messages
     */
    static LabelledStates of(int[][] corpus, Set<Integer> ids, BoundaryLabels labels, String name) {
        return labels == BoundaryLabels.RIGHT ? right(corpus, ids) : upstream(corpus, ids, name);
    }

    private static LabelledStates right(int[][] corpus, Set<Integer> ids) {
        int count = Arrays.stream(corpus).mapToInt(sequence -> Math.max(0, sequence.length - 1)).sum();
        LabelledStates states = new LabelledStates(new int[count], new int[count], new boolean[count]);
        int n = 0;
        for (int s = 0; s < corpus.length; s++) {
            for (int t = 0; t + 1 < corpus[s].length; t++, n++) {
                states.sequence[n] = s;
                states.position[n] = t;
                states.boundary[n] = ids.contains(corpus[s][t + 1]);
            }
        }
        return states;
    }

    private static LabelledStates upstream(int[][] corpus, Set<Integer> ids, String name) {
        int length = corpus.length == 0 ? 0 : corpus[0].length;
        if (length == 0 || Arrays.stream(corpus).anyMatch(sequence -> sequence.length != length)) {
            throw new InputException(name + ": upstream's labels need sequences of one length");
        }
        int count = corpus.length / length * length;
        LabelledStates states = new LabelledStates(new int[count], new int[count], new boolean[count]);
        for (int n = 0; n < count; n++) {
            states.sequence[n] = n;
            states.position[n] = length - 1;
            // The last token of a sequence has no next one and so is no boundary, as coded.
            states.boundary[n] = n % length + 1 < length && ids.contains(corpus[n / length][n % length + 1]);
        }
        return states;
    }

    int count() {
        return boundary.length;
    }

    /** Those with a label, ascending. */
    int[] labelled(boolean label) {
        int[] found = new int[boundary.length];
        int count = 0;
        for (int n = 0; n < boundary.length; n++) {
            if (boundary[n] == label) {
                found[count++] = n;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
