package org.writesae.kernels;

/** The optimiser of the trainer (torch {@code optim.Adam}, without weight decay). */
public final class Adam {
    private Adam() {
    }

    /**
     * {@code m ← m + (1 − β₁)(g − m)}, {@code v ← β₂ v + (1 − β₂) g²}, {@code p ← p − rate · m / (√v + ε)}, with the
     * bias corrections of step t in the last two: torch's {@code lr/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)} is this for
     * rate = lr · √(1 − β₂ᵗ)/(1 − β₁ᵗ) and ε · √(1 − β₂ᵗ). Every term is made wide before a sum, so that fused
     * multiply-add changes nothing.
     *
     * @param p     [n], parameters. Modified.
     * @param m     [n], first moments. Modified.
     * @param v     [n], second moments. Modified.
     * @param g     [n], gradients. Not modified.
     * @param step  [2], ε of step t, outside the root, and its rate. In an array, since a number would be a constant of the
     *              code that a device compiles. Not modified.
     * @param beta1 β₁
     * @param beta2 β₂
     * @param from  first element to update
     * @param count how many
     */
    public static void adam(float[] p, float[] m, float[] v, float[] g, double[] step, double beta1, double beta2,
            int from, int count) {
        for (@Parallel int i = 0; i < count; i++) {
            int n = from + i;
            double gradient = g[n];
            double first = m[n] + Wide.wide((1 - beta1) * (gradient - m[n]));
            double second = Wide.wide(beta2 * v[n]) + Wide.wide((1 - beta2) * gradient * gradient);
            m[n] = (float) first;
            v[n] = (float) second;
            p[n] = (float) (p[n] - Wide.wide(step[1] * m[n] / (Math.sqrt(v[n]) + step[0])));
        }
    }
}
