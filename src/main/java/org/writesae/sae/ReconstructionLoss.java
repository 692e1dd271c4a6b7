package org.writesae.sae;

import java.util.OptionalDouble;

/**
 * The two terms of the training loss over one batch of states (PROTOCOLS 2.4): the squared error of the reconstruction, and
 * the auxiliary loss, in which features that have long been silent reconstruct what is left. Both are means over all
 * elements, added up in double.
 */
public final class ReconstructionLoss {
    /** Batches without activity after which a feature counts as dead. */
    private static final int DEAD_AFTER = 100;
    /** Most dead features that take part. */
    private static final int AUXILIARY_K = 256;

    private ReconstructionLoss() {
    }

    /**
     * The mean squared error; NaN of no states.
     *
     * @param states         [count, d_k, d_v]
     * @param reconstruction of the same shape
     */
    public static double mse(float[] states, float[] reconstruction) {
        return meanSquare(states, reconstruction);
    }

    /**
     * The auxiliary loss, not weighted.
     *
     * @param sae            the autoencoder
     * @param checkpoint     where it is from: only its counters say which features are dead
     * @param states         [count, d_k, d_v]
     * @param coefficients   [count, features], of these states
     * @param reconstruction [count, d_k, d_v], of these coefficients
     * @return empty if the checkpoint has no counters, or keeps features by batch
     */
    public static OptionalDouble auxiliary(WriteSae sae, SaeCheckpoint checkpoint, float[] states, float[] coefficients,
            float[] reconstruction) {
        if (!checkpoint.tensors().containsKey("steps_since_active") || sae.config().batchTopK()) {
            return OptionalDouble.empty();
        }
        float[] rest = new float[states.length];
        for (int n = 0; n < rest.length; n++) {
            rest[n] = (float) ((double) states[n] - reconstruction[n]);
        }
        boolean[] dead = dead(checkpoint, coefficients, sae.config().features());
        return OptionalDouble.of(auxiliary(sae, dead, states, rest));
    }

    /** Which features are dead once this batch is counted. */
    private static boolean[] dead(SaeCheckpoint checkpoint, float[] coefficients, int features) {
        double[] silent = checkpoint.tensor("steps_since_active").doubles();
        boolean[] active = new boolean[features];
        for (int n = 0; n < coefficients.length; n++) {
            active[n % features] |= coefficients[n] != 0;
        }
        boolean[] dead = new boolean[features];
        for (int i = 0; i < features; i++) {
            dead[i] = !active[i] && silent[i] + 1 >= DEAD_AFTER;
        }
        return dead;
    }

    private static double auxiliary(WriteSae sae, boolean[] dead, float[] states, float[] rest) {
        int features = sae.config().features();
        int count = states.length / sae.config().dIn();
        int deadCount = 0;
        for (boolean one : dead) {
            deadCount += one ? 1 : 0;
        }
        if (deadCount == 0 || count == 0) {
            return 0;
        }
        float[] s = sae.preActivations(states, count);
        for (int n = 0; n < s.length; n++) {
            s[n] = dead[n % features] ? s[n] : Float.NEGATIVE_INFINITY;
        }
        float[] a = sae.activate(s, Math.min(AUXILIARY_K, deadCount));
        return meanSquare(rest, sae.decode(a, count));
    }

    private static double meanSquare(float[] expected, float[] actual) {
        double sum = 0;
        for (int n = 0; n < expected.length; n++) {
            double difference = (double) actual[n] - expected[n];
            sum += difference * difference;
        }
        return sum / expected.length;
    }
}
