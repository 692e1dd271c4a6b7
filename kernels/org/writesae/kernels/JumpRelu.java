package org.writesae.kernels;

/**
 * The JumpReLU activation with learned thresholds θ = e^logθ, and its straight-through gradients over a rectangle of
 * width h around the threshold (upstream {@code _JumpReLUSTE} and {@code _L0HeavisideSTE}).
 */
public final class JumpRelu {
    private JumpRelu() {
    }

    /**
     * {@code a = z where z > θ, else 0}; {@code wanted} is 1 where the backward pass needs the gradient of a:
     * where it is active, and within h / 2 of the threshold.
     *
     * @param a            [N, features]. Modified.
     * @param wanted       [N, features]. Modified.
     * @param z            [N, features], pre-activations. Not modified.
     * @param logThreshold [features]. Not modified.
     * @param bandwidth    [1], h, which can change from step to step: see {@link Adam}. Not modified.
     * @param features     dictionary size
     * @param from         first of the N · features elements to compute
     * @param count        how many
     */
    public static void jumpRelu(float[] a, float[] wanted, float[] z, float[] logThreshold, double[] bandwidth, int features,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            double threshold = Elementary.exponential(logThreshold[n % features]);
            a[n] = z[n] > threshold ? z[n] : 0;
            wanted[n] = z[n] > threshold ? 1 : near(z[n], threshold, bandwidth[0]);
        }
    }

    /**
     * {@code dz = da where a is active, else 0}. The penalty on the number of active features moves thresholds only.
     *
     * @param dz    [n]. Modified.
     * @param da    [n], gradient of the coefficients. Not modified.
     * @param a     [n], coefficients. Not modified.
     * @param from  first element to compute
     * @param count how many
     */
    public static void jumpReluBackward(float[] dz, float[] da, float[] a, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            dz[n] = a[n] != 0 ? da[n] : 0;
        }
    }

    /**
     * {@code grad[i] = θ Σ_n rect · (−(θ / h) da[n, i] − (1 / h) penalty)}, rect = 1 where |z − θ| ≤ h / 2.
     *
     * @param grad         [features], of log θ. Modified.
     * @param da           [N, features], gradient of the coefficients, computed where rect is 1. Not modified.
     * @param z            [N, features], pre-activations. Not modified.
     * @param logThreshold [features]. Not modified.
     * @param bandwidth    [1], h. Not modified.
     * @param rows         N
     * @param features     dictionary size
     * @param penalty      λ_s / N, gradient of the sparsity term by each indicator
     * @param from         first of the features to compute
     * @param count        how many
     */
    public static void thresholdGradient(float[] grad, float[] da, float[] z, float[] logThreshold, double[] bandwidth,
            int rows, int features, double penalty, int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int feature = from + i;
            double threshold = Elementary.exponential(logThreshold[feature]);
            double gradients = 0;
            double indicators = 0;
            for (int n = 0; n < rows; n++) {
                double rect = near(z[n * features + feature], threshold, bandwidth[0]);
                gradients += rect > 0 ? da[n * features + feature] : 0;
                indicators += rect;
            }
            double activation = Wide.wide(threshold * gradients / bandwidth[0]);
            double sparsity = Wide.wide(penalty * indicators / bandwidth[0]);
            grad[feature] = (float) (-threshold * (activation + sparsity));
        }
    }

    /** The rectangle: 1 within half a bandwidth of the threshold, else 0. */
    private static int near(float z, double threshold, double bandwidth) {
        double distance = Math.abs(z - threshold);
        // Not <=, which devices find true of NaN.
        return distance < 0.5 * bandwidth || distance == 0.5 * bandwidth ? 1 : 0;
    }
}
