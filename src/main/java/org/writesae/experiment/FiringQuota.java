package org.writesae.experiment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lets the first firings of each feature pass, up to a number of each and of all. */
public final class FiringQuota {
    private final Map<Integer, Integer> left = new HashMap<>();
    private int total;

    /**
     * @param features features that may pass
     * @param cap      firings of each
     * @param total    firings in all
     */
    public FiringQuota(List<Integer> features, int cap, int total) {
        features.forEach(feature -> left.put(feature, cap));
        this.total = total;
    }

    /** Whether the next firing of a feature is within the quota, which it then counts against. */
    public boolean admits(int feature) {
        int more = left.getOrDefault(feature, 0);
        if (more == 0 || total == 0) {
            return false;
        }
        left.put(feature, more - 1);
        total--;
        return true;
    }

    /** Whether nothing more passes. */
    public boolean isFull() {
        return total == 0 || left.values().stream().allMatch(more -> more == 0);
    }
}
