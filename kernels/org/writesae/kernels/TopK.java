package org.writesae.kernels;

/** The TopK activation (upstream {@code _topk_activation}). */
public final class TopK {
    private TopK() {
    }

    /**
     * {@code a[n, i] = max(s[n, i], 0)} where s[n, i] is among the k largest of its row, else 0. Of equal
     * values the lower index comes first, so the result does not depend on a sorting routine (torch leaves
     * the order of equals open). A row holding NaN keeps NaN out of the order: NaN is never among the k.
     *
     * @param a        [N, features], coefficients. Modified.
     * @param s        [N, features], pre-activations. Not modified.
     * @param features dictionary size
     * @param k        how many stay; none where k ≤ 0
     * @param from     first of the N · features elements to compute
     * @param count    how many
     */
    public static void topK(float[] a, float[] s, int features, int k, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int row = (n / features) * features;
            float value = s[n];
            float kept = 0;
            if (value > 0) {
                int ahead = 0;
                for (int other = row; other < n; other++) {
                    // Not >=, which TornadoVM compiles as "not <" and so finds true of NaN.
                    ahead += s[other] > value ? 1 : 0;
                    ahead += s[other] == value ? 1 : 0;
                }
                for (int other = n + 1; other < row + features; other++) {
                    ahead += s[other] > value ? 1 : 0;
                }
                if (ahead < k) {
                    kept = value;
                }
            }
            a[n] = kept;
        }
    }
}
