package org.writesae.stats;

/** scikit-learn's {@code StratifiedKFold(folds, shuffle=True, random_state=seed)} of two classes. */
public final class StratifiedFolds {

    private StratifiedFolds() {
    }

    /**
     * The fold that each sample is tested in.
     *
     * @param positive the class of each sample
     */
    public static int[] of(boolean[] positive, int folds, int seed) {
        int n = positive.length;
        int ofFirst = 0;
        for (boolean one : positive) {
            ofFirst += one == positive[0] ? 1 : 0;
        }
        NumpyRandom random = new NumpyRandom(seed);
        int[] fold = new int[n];
        for (int kind = 0; kind < 2; kind++) {
            // Classes are numbered as they appear; sorted and dealt out in turn, they are as even over the folds as they can be.
            int from = kind == 0 ? 0 : ofFirst;
            int to = kind == 0 ? ofFirst : n;
            int[] block = new int[to - from];
            int next = 0;
            for (int f = 0; f < folds; f++) {
                for (int i = f; i < n; i += folds) {
                    if (i >= from && i < to) {
                        block[next++] = f;
                    }
                }
            }
            int[] order = random.permutation(block.length);
            int at = 0;
            for (int i = 0; i < n; i++) {
                if (positive[i] == positive[0] == (kind == 0)) {
                    fold[i] = block[order[at++]];
                }
            }
        }
        return fold;
    }
}
