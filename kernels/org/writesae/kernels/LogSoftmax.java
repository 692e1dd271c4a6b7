package org.writesae.kernels;

/** The next-token distribution, and the distance between two of them. */
public final class LogSoftmax {
    private LogSoftmax() {
    }

    /**
     * {@code z[t] = log Σ_j exp(logits[t, j])}, with the largest logit taken out first.
     *
     * @param z          [T], log normalisers, nats. Modified.
     * @param logits     [T, vocabulary]. Not modified.
     * @param vocabulary ids
     * @param from       first of the T rows to compute
     * @param count      how many
     */
    public static void logNormalizer(double[] z, double[] logits, int vocabulary, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int t = from + i;
            double top = logits[t * vocabulary];
            for (int j = 1; j < vocabulary; j++) {
                top = Math.max(top, logits[t * vocabulary + j]);
            }
            double sum = 0;
            for (int j = 0; j < vocabulary; j++) {
                sum += Elementary.exponential(logits[t * vocabulary + j] - top);
            }
            z[t] = top + Elementary.logarithm(sum);
        }
    }

    /**
     * {@code y[t, j] = logits[t, j] − z[t]}: log probabilities, nats.
     *
     * @param y          [T, vocabulary]. Modified.
     * @param logits     [T, vocabulary]. Not modified.
     * @param z          [T], from {@link #logNormalizer}. Not modified.
     * @param vocabulary ids
     * @param from       first of the T · vocabulary elements to compute
     * @param count      how many
     */
    public static void logSoftmax(double[] y, double[] logits, double[] z, int vocabulary, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            y[n] = logits[n] - z[n / vocabulary];
        }
    }

    /**
     * {@code kl[n] = Σ_j p_j (log p_j − log q_j)}, nats: KL(p ‖ q) of the distributions of row rowP[n] of
     * one array of logits and row rowQ[n] of another. The other direction is the same kernel with the
     * two exchanged.
     *
     * @param kl         [N]. Modified.
     * @param p          [Tp, vocabulary], logits of p. Not modified.
     * @param zp         [Tp], their log normalisers. Not modified.
     * @param q          [Tq, vocabulary], logits of q. Not modified.
     * @param zq         [Tq], their log normalisers. Not modified.
     * @param rowP       [N]. Not modified.
     * @param rowQ       [N]. Not modified.
     * @param vocabulary ids
     * @param from       first of the N divergences to compute
     * @param count      how many
     */
    public static void klDivergence(double[] kl, double[] p, double[] zp, double[] q, double[] zq, int[] rowP,
            int[] rowQ, int vocabulary, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int baseP = rowP[n] * vocabulary;
            int baseQ = rowQ[n] * vocabulary;
            double sum = 0;
            for (int j = 0; j < vocabulary; j++) {
                double logP = p[baseP + j] - zp[rowP[n]];
                double logQ = q[baseQ + j] - zq[rowQ[n]];
                sum += Elementary.exponential(logP) * (logP - logQ);
            }
            kl[n] = sum;
        }
    }
}
