package org.writesae.sae;

import java.util.OptionalDouble;

/**
 * The two terms of the training loss over one batch of states (upstream {@code core/sae.py}): the squared error of the reconstruction, and
 * the auxiliary loss, in which features that have long been silent reconstruct what is left. Both are means over all
 * elements, added up in double.
 */
public final class ReconstructionLoss {
    /** Batches without activity after which a feature counts as dead; upstream's constructors' default. */
    public static final int DEAD_AFTER = 100;
    /** Most dead features that take part in the auxiliary loss; upstream's constructors' default. */
    public static final int AUXILIARY_K = 256;
    /** Upstream's default weight of a sparsity term. */
    private static final double SPARSITY = 1e-3;

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
     * The auxiliary loss of the variant: of dead features, or with its weights λ the sparsity of a gated or JumpReLU one.
     *
     * @param sae            the autoencoder
     * @param checkpoint     where it is from: only its counters say which features are dead
     * @param states         [count, d_k, d_v]
     * @param coefficients   [count, features], of these states
     * @param reconstruction [count, d_k, d_v], of these coefficients
     * @return empty if it hangs on counters that the checkpoint does not have
     */
    public static OptionalDouble auxiliary(WriteSae sae, SaeCheckpoint checkpoint, float[] states, float[] coefficients,
            float[] reconstruction) {
        SaeConfig config = sae.config();
        return switch (config.type()) {
            case BILINEAR_GATED -> OptionalDouble.of(gated(sae, states));
            case BILINEAR_JUMPRELU -> OptionalDouble.of(config.positive("lambda_sparsity", SPARSITY) * active(coefficients)
                    / (states.length / config.dIn()));
            default -> checkpoint.tensors().containsKey(SaeCheckpoint.COUNTERS)
                    ? OptionalDouble.of(ofDead(sae, checkpoint, states, coefficients, reconstruction))
                    : OptionalDouble.empty();
        };
    }

    private static double ofDead(WriteSae sae, SaeCheckpoint checkpoint, float[] states, float[] coefficients,
            float[] reconstruction) {
        float[] rest = new float[states.length];
        for (int n = 0; n < rest.length; n++) {
            rest[n] = (float) ((double) states[n] - reconstruction[n]);
        }
        return auxiliary(sae, dead(checkpoint, coefficients, sae.config().features()), states, rest);
    }

    /** λ_s times the mean sum of the gates, plus λ_a times the error of what the gates alone reconstruct. */
    private static double gated(WriteSae sae, float[] states) {
        SaeConfig config = sae.config();
        int count = states.length / config.dIn();
        float[] gates = sae.gates(sae.preActivations(states, count));
        double sum = 0;
        for (float gate : gates) {
            sum += gate;
        }
        return config.positive("lambda_sparsity", SPARSITY) * sum / count
                + config.positive("lambda_aux", 1) * meanSquare(states, sae.decode(gates, count));
    }

    private static long active(float[] coefficients) {
        long active = 0;
        for (float a : coefficients) {
            active += a != 0 ? 1 : 0;
        }
        return active;
    }

    /** Which features are dead once this batch is counted. */
    private static boolean[] dead(SaeCheckpoint checkpoint, float[] coefficients, int features) {
        double[] silent = checkpoint.tensor(SaeCheckpoint.COUNTERS).doubles();
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
        float[] a = sae.activate(s, new Activation.Largest(Math.min(AUXILIARY_K, deadCount), false));
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
