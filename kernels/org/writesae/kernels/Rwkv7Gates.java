package org.writesae.kernels;

/**
 * What an RWKV-7 layer computes around its recurrence (arXiv 2503.14456; official
 * {@code rwkv_v7_numpy.py}, {@code time_mixing}). The low-rank products themselves are {@link Linear}; a
 * projection named here is the output of the second matrix, without its bias.
 */
public final class Rwkv7Gates {
    /** e^(−1/2): the largest decay exponent, so that no channel forgets more than 45.5 % a token. */
    private static final double STRONGEST = 0.60653065971263342;

    private Rwkv7Gates() {
    }

    /**
     * The decay of each key channel: {@code w = exp(−e^(−1/2) · σ(x + bias))}, between 0.545 and 1.
     *
     * @param w     [T, width], wide. Modified.
     * @param x     [T, width], tanh(x_w W1) W2, wide. Not modified.
     * @param bias  [width], w0. Not modified.
     * @param width H · d_k
     * @param from  first of the T · width elements to compute
     * @param count how many
     */
    public static void decays(double[] w, double[] x, float[] bias, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            w[n] = Wide.wide(Elementary.exponential(-STRONGEST * Elementary.sigmoid(x[n] + bias[n % width])));
        }
    }

    /**
     * The in-context learning rate of each key channel: {@code a = σ(x + bias)}.
     *
     * @param a     [T, width], wide. Modified.
     * @param x     [T, width], x_a W1 W2, wide. Not modified.
     * @param bias  [width], a0. Not modified.
     * @param width H · d_k
     * @param from  first of the T · width elements to compute
     * @param count how many
     */
    public static void learningRates(double[] a, double[] x, float[] bias, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            a[n] = Wide.wide(Elementary.sigmoid(x[n] + bias[n % width]));
        }
    }

    /**
     * The value residual of every layer but the first: {@code v ← v + (v_first − v) · σ(x + bias)}, with
     * v_first the values of layer 0 at the same token.
     *
     * @param v      [T, width], values, wide. Modified.
     * @param vFirst [T, width], wide. Not modified.
     * @param x      [T, width], x_v W1 W2, wide. Not modified.
     * @param bias   [width], v0. Not modified.
     * @param width  H · d_v
     * @param from   first of the T · width elements to compute
     * @param count  how many
     */
    public static void mixValues(double[] v, double[] vFirst, double[] x, float[] bias, int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            double share = Elementary.sigmoid(x[n] + bias[n % width]);
            float high = (float) share;
            float low = (float) (share - high);
            double difference = Wide.wide(vFirst[n] - v[n]);
            v[n] = Wide.wide(v[n] + (difference * high + difference * low));
        }
    }

    /**
     * The direction to erase along, of unit length in each head:
     * {@code κ = k ⊙ k_k / max(√(Σ (k ⊙ k_k)² + ε), floor)}. The official code and FLA without fused norms
     * have ε = 0 and floor 1e-12, FLA with fused norms ε = 1e-6 and no floor; they differ where a key is
     * shorter than about 1e-2. k is the projection itself, not the k̃ of {@link #writeKeys}.
     *
     * @param kappa  [T, H, d_k], wide. Modified.
     * @param k      [T, H, d_k], projected keys, wide. Not modified.
     * @param factor [H, d_k], k_k. Not modified.
     * @param heads  H
     * @param dk     d_k
     * @param eps    ε, inside the root
     * @param floor  smallest divisor
     * @param from   first of the T · H vectors to compute
     * @param count  how many
     */
    public static void eraseKeys(double[] kappa, double[] k, float[] factor, int heads, int dk, double eps, double floor,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int base = (from + i) * dk;
            int head = ((from + i) % heads) * dk;
            double squares = 0;
            for (int c = 0; c < dk; c++) {
                float value = (float) (k[base + c] * factor[head + c]);
                squares += (double) value * value;
            }
            double length = Math.sqrt(squares + eps);
            double divisor = length > floor ? length : floor;
            for (int c = 0; c < dk; c++) {
                kappa[base + c] = Wide.wide(k[base + c] * factor[head + c] / divisor);
            }
        }
    }

    /**
     * The key of the write and the key of the erase: {@code k̃ = k (1 + (a − 1) k_a)}, {@code b = κ a}.
     *
     * @param key    [T, width], k̃, wide. Modified.
     * @param erase  [T, width], b, wide. Modified.
     * @param k      [T, width], projected keys, wide. Not modified.
     * @param kappa  [T, width], wide. Not modified.
     * @param a      [T, width], learning rates, wide. Not modified.
     * @param factor [width], k_a. Not modified.
     * @param width  H · d_k
     * @param from   first of the T · width elements to compute
     * @param count  how many
     */
    public static void writeKeys(double[] key, double[] erase, double[] k, double[] kappa, double[] a, float[] factor,
            int width, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            key[n] = Wide.wide(k[n] * (1.0 + Wide.wide(a[n] - 1.0) * factor[n % width]));
            erase[n] = Wide.wide(kappa[n] * a[n]);
        }
    }

    /**
     * Bonus and output gate: {@code y = (o + (Σ_c r_c k̃_c r_k,c) v) ⊙ g} per head. The bonus lets a token
     * see its own value without the state: it stays when the token's write is taken out of it.
     *
     * @param y     [T, H, d_v], wide. Modified.
     * @param o     [T, H, d_v], normed head outputs, wide. Not modified.
     * @param r     [T, H, d_k], receptance, wide. Not modified.
     * @param key   [T, H, d_k], k̃, wide. Not modified.
     * @param bonus [H, d_k], r_k. Not modified.
     * @param v     [T, H, d_v], values after {@link #mixValues}, wide. Not modified.
     * @param g     [T, H, d_v], output gate, wide. Not modified.
     * @param heads H
     * @param dk    d_k
     * @param dv    d_v
     * @param from  first of the T · H vectors to compute
     * @param count how many
     */
    public static void bonusGate(double[] y, double[] o, double[] r, double[] key, float[] bonus, double[] v, double[] g,
            int heads, int dk, int dv, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int head = (n % heads) * dk;
            double sum = 0;
            for (int c = 0; c < dk; c++) {
                sum += Wide.wide(r[n * dk + c] * key[n * dk + c]) * bonus[head + c];
            }
            float high = (float) sum;
            float low = (float) (sum - high);
            for (int j = 0; j < dv; j++) {
                int at = n * dv + j;
                y[at] = Wide.wide((o[at] + (v[at] * high + v[at] * low)) * g[at]);
            }
        }
    }
}
