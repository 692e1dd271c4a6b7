package org.writesae.sae.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.writesae.runtime.Backend;
import org.writesae.sae.ReconstructionLoss;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;
import org.writesae.sae.TrainingDraws;

/**
 * Dead features start again from badly reconstructed states (upstream {@code resample_dead_features}), and
 * Adam forgets them ({@code _clear_resampled_optimizer_state}).
 */
final class Resampler {
    private static final double ENCODER_SCALE = 0.2;

    private final SaeConfig config;
    private final Parameters parameters;
    private final Objective objective;
    private final Batch batch;
    private final TrainingDraws draws;
    private final Backend backend;

    Resampler(SaeConfig config, Parameters parameters, Objective objective, Batch batch, TrainingDraws draws, Backend backend) {
        this.config = config;
        this.parameters = parameters;
        this.objective = objective;
        this.batch = batch;
        this.draws = draws;
        this.backend = backend;
    }

    /**
     * What was resampled.
     *
     * @param features the features that were reset
     * @param samples  positions in the batch that they start from
     */
    record Event(int[] features, int[] samples) {
    }

    /**
     * Resets the first dead features, as many as the batch has states at most.
     *
     * @param states of the current batch, which is encoded anew
     */
    Event resample(int states) {
        int[] dead = dead();
        if (dead.length == 0) {
            return new Event(dead, dead);
        }
        objective.reconstruct(states);
        int[] samples = draws.resampled(probabilities(states), Math.min(dead.length, states));
        int[] features = Arrays.copyOf(dead, samples.length);
        double scale = ENCODER_SCALE * aliveNorm(dead);
        float threshold = config.type() == SaeType.BILINEAR_JUMPRELU ? aliveThreshold(dead) : 0;
        Map<Integer, SingularVectors> decomposed = new HashMap<>();
        for (int n = 0; n < features.length; n++) {
            reset(features[n], samples[n], scale, threshold, decomposed);
            parameters.silent()[features[n]] = 0;
        }
        return new Event(features, samples);
    }

    private int[] dead() {
        double[] silent = parameters.silent();
        return IntStream.range(0, silent.length).filter(i -> silent[i] >= ReconstructionLoss.DEAD_AFTER).toArray();
    }

    private float[] probabilities(int states) {
        double sum = batch.error(states);
        float[] probabilities = new float[states];
        for (int n = 0; n < states; n++) {
            boolean usable = Double.isFinite(sum) && sum > 0;
            probabilities[n] = (float) (usable ? batch.sums.doubles()[n] / sum : 1.0 / states);
        }
        return probabilities;
    }

    /** Mean norm of the encoder's rows, or of the components of V_enc, over the features that are not dead. */
    private double aliveNorm(int[] dead) {
        int perFeature = config.type() == SaeType.FLAT || config.type() == SaeType.RANK1 ? 1 : config.rank();
        double[] norms = objective.encoder.norms(backend);
        boolean[] isDead = flags(dead);
        double sum = 0;
        int count = 0;
        for (int n = 0; n < norms.length; n++) {
            if (!isDead[n / perFeature]) {
                sum += norms[n];
                count++;
            }
        }
        return count == 0 ? 1 : sum / count;
    }

    /** Mean log threshold over the features that are not dead, or over all if every one is. */
    private float aliveThreshold(int[] dead) {
        float[] thresholds = parameters.get("log_threshold").value().floats();
        boolean[] left = dead.length == thresholds.length ? new boolean[thresholds.length] : flags(dead);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < thresholds.length; i++) {
            sum += left[i] ? 0 : thresholds[i];
            count += left[i] ? 0 : 1;
        }
        return (float) (sum / count);
    }

    private boolean[] flags(int[] features) {
        boolean[] flags = new boolean[config.features()];
        for (int feature : features) {
            flags[feature] = true;
        }
        return flags;
    }

    private void reset(int feature, int sample, double scale, float threshold, Map<Integer, SingularVectors> decomposed) {
        double norm = norm(sample);
        switch (config.type()) {
            case FLAT -> {
                putState("encoder.weight", feature, sample, scale / norm);
                putState("decoder.weight", feature, sample, 1 / norm);
            }
            case RANK1 -> {
                putState("encoder.weight", feature, sample, scale / norm);
                putVectors("V", "W", feature, vectors(sample, decomposed), 1);
            }
            case BILINEAR_TIED -> putVectors("V_dec", "W_dec", feature, vectors(sample, decomposed), 1);
            case BILINEAR_FLAT -> {
                putVectors("V_enc", "W_enc", feature, vectors(sample, decomposed), scale);
                putState("decoder.weight", feature, sample, 1 / norm);
            }
            case BILINEAR, BILINEAR_GATED, BILINEAR_JUMPRELU -> {
                putVectors("V_enc", "W_enc", feature, vectors(sample, decomposed), scale);
                putVectors("V_dec", "W_dec", feature, vectors(sample, decomposed), 1);
            }
        }
        biases().forEach(name -> put(name, feature, 0));
        if (config.type() == SaeType.BILINEAR_JUMPRELU) {
            put("log_threshold", feature, threshold);
        }
    }

    private List<String> biases() {
        return switch (config.type()) {
            case FLAT, RANK1 -> List.of("encoder.bias");
            case BILINEAR_GATED -> List.of("b_gate", "b_mag", "r_mag");
            default -> List.of("b_enc");
        };
    }

    private SingularVectors vectors(int sample, Map<Integer, SingularVectors> decomposed) {
        return decomposed.computeIfAbsent(sample,
                n -> new SingularVectors(batch.x.floats(), n * config.dIn(), config.dk(), config.dv()));
    }

    /** The norm that divides a state, not less than torch's 1e-12. */
    private double norm(int sample) {
        double squares = 0;
        for (int p = sample * config.dIn(); p < (sample + 1) * config.dIn(); p++) {
            squares += (double) batch.x.floats()[p] * batch.x.floats()[p];
        }
        return Math.max(Math.sqrt(squares), 1e-12);
    }

    private void putState(String name, int feature, int sample, double scale) {
        Parameter parameter = parameters.get(name);
        int width = config.dIn();
        // The dense encoder is held with its features last, the dense decoder with them first.
        boolean last = name.equals("encoder.weight");
        for (int p = 0; p < width; p++) {
            int at = last ? p * config.features() + feature : feature * width + p;
            parameter.value().floats()[at] = (float) (batch.x.floats()[sample * width + p] * scale);
            parameter.clearMoments(at, 1);
        }
    }

    private void putVectors(String key, String value, int feature, SingularVectors vectors, double scale) {
        Parameter v = parameters.get(key);
        Parameter w = parameters.get(value);
        for (int r = 0; r < config.rank(); r++) {
            int row = feature * config.rank() + r;
            // Beyond the rank of a state there is nothing: such terms are 0.
            int j = Math.min(r, vectors.count() - 1);
            double factor = r < vectors.count() ? scale : 0;
            vectors.left(j, factor, v.value().floats(), row * config.dk());
            vectors.right(j, factor, w.value().floats(), row * config.dv());
        }
        v.clearMoments(feature, config.rank() * config.dk());
        w.clearMoments(feature, config.rank() * config.dv());
    }

    private void put(String name, int feature, float value) {
        parameters.get(name).value().floats()[feature] = value;
        parameters.get(name).clearMoments(feature, 1);
    }
}
