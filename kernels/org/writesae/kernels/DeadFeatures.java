package org.writesae.kernels;

/** Features that have long been silent (upstream {@code _update_dead_tracking} and {@code _compute_aux_loss}). */
public final class DeadFeatures {
    private DeadFeatures() {
    }

    /**
     * {@code silent[i]} is 0 if any coefficient of the batch is not 0, else one more: batches since feature i was active.
     *
     * @param silent   [features], whole numbers. Modified.
     * @param a        [N, features], coefficients. Not modified.
     * @param rows     N
     * @param features dictionary size
     * @param from     first of the features to count
     * @param count    how many
     */
    public static void countSilent(double[] silent, float[] a, int rows, int features, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int feature = from + i;
            int active = 0;
            for (int n = 0; n < rows; n++) {
                active += a[n * features + feature] != 0 ? 1 : 0;
            }
            silent[feature] = active > 0 ? 0 : silent[feature] + 1;
        }
    }

    /**
     * {@code t[n, i] = s[n, i]} where feature i is dead, that is silent for {@code threshold} batches, else 0. Upstream puts
     * −∞ there; TopK keeps positive values only, so 0 is the same.
     *
     * @param t         [N, features]. Modified.
     * @param s         [N, features], pre-activations. Not modified.
     * @param silent    [features]. Not modified.
     * @param features  dictionary size
     * @param threshold batches after which a feature is dead
     * @param from      first of the N · features elements to compute
     * @param count     how many
     */
    public static void maskAlive(float[] t, float[] s, double[] silent, int features, int threshold, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            t[n] = silent[n % features] < threshold ? 0 : s[n];
        }
    }
}
