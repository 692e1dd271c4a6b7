package org.writesae.runtime;

/**
 * The fast twin of {@link org.writesae.kernels.TopK}: the k-th largest value of a row is found by selection, then one
 * pass keeps what is above it, and of its equals the first. It stands here because selection moves values to and fro, which
 * device compilers need not see.
 */
public final class SelectedTopK {
    private SelectedTopK() {
    }

    /** {@link org.writesae.kernels.TopK#topK}; from and count are rows. */
    public static void topK(float[] a, float[] s, int features, int k, int elements, int from, int count) {
        float[] positive = new float[features];
        for (int row = from; row < from + count; row++) {
            int first = row * features;
            int some = 0;
            for (int n = first; n < first + features; n++) {
                if (s[n] > 0) {
                    positive[some++] = s[n];
                }
            }
            if (some > k) {
                keep(a, s, first, features, k, k > 0 ? largest(positive, some, k) : Float.POSITIVE_INFINITY);
            } else {
                for (int n = first; n < first + features; n++) {
                    a[n] = s[n] > 0 ? s[n] : 0;
                }
            }
        }
    }

    /** Keeps what is above the limit, and so many of its equals that there are k in all. */
    private static void keep(float[] a, float[] s, int first, int features, int k, float limit) {
        int equals = k;
        for (int n = first; n < first + features; n++) {
            equals -= s[n] > limit ? 1 : 0;
        }
        for (int n = first; n < first + features; n++) {
            boolean kept = s[n] > limit || s[n] == limit && equals-- > 0;
            a[n] = kept ? s[n] : 0;
        }
    }

    /** The k-th largest of the first {@code length} values, whose order is lost (Hoare's selection). */
    private static float largest(float[] values, int length, int k) {
        int low = 0;
        int high = length - 1;
        int wanted = k - 1;
        while (low < high) {
            float pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] > pivot) {
                    i++;
                }
                while (values[j] < pivot) {
                    j--;
                }
                if (i <= j) {
                    float swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (wanted <= j) {
                high = j;
            } else if (wanted >= i) {
                low = i;
            } else {
                return pivot;
            }
        }
        return values[wanted];
    }
}
