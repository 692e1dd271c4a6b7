package org.writesae.stats;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The features that a node of a tree looks at, drawn without replacement as scikit-learn's splitter does. Features that were found
 * constant in a node are not looked at again below it, and do not count.
 */
final class FeatureDraws {
    private final int[] features;
    private final int[] constant;
    private final int most;
    private int state;

    /**
     * @param most features to look at
     * @param seed of the xorshift generator
     */
    FeatureDraws(int count, int most, int seed) {
        this.features = new int[count];
        Arrays.setAll(features, i -> i);
        this.constant = new int[count];
        this.most = most;
        this.state = seed;
    }

    /**
     * Draws features for a node.
     *
     * @param known how many are constant in the nodes above
     * @param look  says whether a feature is not constant here
     * @return how many are known to be constant now
     */
    int visit(int known, IntPredicate look) {
        int end = features.length;
        int visited = 0;
        int found = 0;
        int drawn = 0;
        while (end > known + found && (visited < most || visited <= found + drawn)) {
            visited++;
            int at = drawn + next(end - found - drawn);
            if (at < known) {
                swap(drawn++, at);
                continue;
            }
            at += found;
            if (look.test(features[at])) {
                swap(--end, at);
            } else {
                swap(at, known + found++);
            }
        }
        System.arraycopy(constant, 0, features, 0, known);
        System.arraycopy(features, known, constant, known, found);
        return known + found;
    }

    private void swap(int i, int j) {
        int kept = features[i];
        features[i] = features[j];
        features[j] = kept;
    }

    private int next(int bound) {
        if (state == 0) {
            state = 1;
        }
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state & Integer.MAX_VALUE) % bound;
    }
}
