package org.writesae.experiment;

import java.util.ArrayList;
import java.util.List;

/** Finds the firings of the studied features, in order of the sequences, at most so many of each. */
public final class FiringFinder {
    private final List<Integer> features;
    private final FiringSelection select;
    private final FiringQuota quota;

    /**
     * @param features features to look for
     * @param select   what counts as a firing
     * @param cap      most firings of each feature
     * @param total    most firings in all
     */
    public FiringFinder(List<Integer> features, FiringSelection select, int cap, int total) {
        this.features = List.copyOf(features);
        this.select = select;
        this.quota = new FiringQuota(features, cap, total);
    }

    /** Whether every feature has as many firings as it may have. */
    public boolean isFull() {
        return quota.isFull();
    }

    /**
     * The firings of one sequence.
     *
     * @param prompt       its index
     * @param coefficients [positions, width], from TopK and ReLU
     * @param width        features of the dictionary
     */
    public List<Firing> take(int prompt, float[] coefficients, int width) {
        List<Firing> taken = new ArrayList<>();
        for (int t = 0; t < coefficients.length / width; t++) {
            int largest = largest(coefficients, t * width, width);
            for (int feature : features) {
                float a = coefficients[t * width + feature];
                boolean fires = a > 0 && (select == FiringSelection.ANY || feature == largest);
                if (fires && quota.admits(feature)) {
                    taken.add(new Firing(feature, prompt, t, a));
                }
            }
        }
        return taken;
    }

    /** The strongest of the {@code width} features from {@code from} on, counted from there; of equal ones the lower index. */
    public static int largest(float[] coefficients, int from, int width) {
        int best = 0;
        for (int i = 1; i < width; i++) {
            if (coefficients[from + i] > coefficients[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
