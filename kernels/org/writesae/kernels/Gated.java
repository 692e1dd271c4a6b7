package org.writesae.kernels;

/**
 * The gated activation (upstream {@code BilinearGatedSAE}): a soft gate and a magnitude over one shared pre-activation.
 */
public final class Gated {
    private Gated() {
    }

    /**
     * {@code gate = σ((s + b_gate) / τ)}, {@code a = gate · max(e^r_mag · s + b_mag, 0)}.
     *
     * @param a        [N, features], coefficients. Modified.
     * @param gate     [N, features]. Modified.
     * @param s        [N, features], pre-activations without bias. Not modified.
     * @param bGate    [features]. Not modified.
     * @param bMag     [features]. Not modified.
     * @param rMag     [features]. Not modified.
     * @param features dictionary size
     * @param tau      temperature τ of the gate
     * @param from     first of the N · features elements to compute
     * @param count    how many
     */
    public static void gated(float[] a, float[] gate, float[] s, float[] bGate, float[] bMag, float[] rMag, int features,
            double tau, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int feature = n % features;
            double open = Elementary.sigmoid(((double) s[n] + bGate[feature]) / tau);
            double magnitude = magnitude(s[n], rMag[feature], bMag[feature]);
            a[n] = (float) (magnitude > 0 ? open * magnitude : 0);
            gate[n] = (float) open;
        }
    }

    /**
     * With {@code da} and {@code dg} the gradients of a and of the gates through the two reconstructions, and m the magnitude:
     * {@code dGate = (dg + penalty + da · max(m, 0)) · gate (1 − gate) / τ}, {@code dMag = da · gate} where m > 0,
     * {@code ds = dGate + dMag · e^r_mag}, {@code dr = dMag · e^r_mag · s}. Biases and r_mag take the sums over N.
     *
     * @param ds       [N, features], of the pre-activations. Modified.
     * @param dGate    [N, features], of the gate before its sigmoid. Modified.
     * @param dMag     [N, features], of the magnitude before its ReLU. Modified.
     * @param dr       [N, features], of r_mag, sample by sample. Modified.
     * @param da       [2, N, features], gradients of a, then of the gates. Not modified.
     * @param s        [N, features], pre-activations. Not modified.
     * @param bGate    [features]. Not modified.
     * @param bMag     [features]. Not modified.
     * @param rMag     [features]. Not modified.
     * @param states   N
     * @param features dictionary size
     * @param tau      temperature τ of the gate
     * @param penalty  λ_s / N, gradient of the sparsity term by each gate
     * @param from     first of the N · features elements to compute
     * @param count    how many
     */
    public static void gatedBackward(float[] ds, float[] dGate, float[] dMag, float[] dr, float[] da, float[] s, float[] bGate,
            float[] bMag, float[] rMag, int states, int features, double tau, double penalty, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            int feature = n % features;
            double gate = Elementary.sigmoid(((double) s[n] + bGate[feature]) / tau);
            double scale = Wide.wide(Elementary.exponential(rMag[feature]));
            double magnitude = magnitude(s[n], rMag[feature], bMag[feature]);
            double positive = magnitude > 0 ? magnitude : 0;
            double onGate = (double) da[states * features + n] + penalty + da[n] * positive;
            double gatePart = Wide.wide(onGate * gate * (1 - gate) / tau);
            double magPart = magnitude > 0 ? Wide.wide(da[n] * gate) : 0;
            dGate[n] = (float) gatePart;
            dMag[n] = (float) magPart;
            ds[n] = (float) (gatePart + Wide.wide(magPart * scale));
            dr[n] = (float) (magPart * scale * s[n]);
        }
    }

    /** e^r · s + b, wide; the factor is made wide first, so that its product with s is exact. */
    private static double magnitude(float s, float r, float b) {
        return Wide.wide(Wide.wide(Elementary.exponential(r)) * s + b);
    }
}
