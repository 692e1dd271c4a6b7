package org.writesae.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

import picocli.CommandLine.Option;

import org.writesae.io.InputException;
import org.writesae.sae.SaeType;
import org.writesae.sae.training.TrainingOptions;

/** Upstream's training options, by its names and with its defaults, and the paper's where its code does otherwise. */
final class TrainingSettings {
    private static final String AT_LEAST_ONE = "at least 1";

    @Option(names = {"--sae-type", "--sae_type"}, paramLabel = "TYPE", required = true,
            description = "flat, rank1, bilinear, bilinear_tied, bilinear_flat, bilinear_gated or bilinear_jumprelu.")
    private String type;

    @Option(names = "--layer", paramLabel = "L", required = true, description = "Layer.")
    private int layer;

    @Option(names = {"--n-features", "--n_features"}, paramLabel = "N", defaultValue = "16384",
            description = "Features, or a multiple of d_k·d_v: 2x. Default: ${DEFAULT-VALUE}; the paper's dictionaries have 2048.")
    private String features;

    @Option(names = "--k", paramLabel = "K", defaultValue = "32", description = "Features a state keeps. Default: ${DEFAULT-VALUE}.")
    private int k;

    @Option(names = "--rank", paramLabel = "R", defaultValue = "1", description = "Rank of an atom. Default: ${DEFAULT-VALUE}.")
    private int rank;

    @Option(names = "--batchtopk", description = "Keep K·B features of a batch of B states instead of K of each.")
    private boolean batchTopK;

    @Option(names = "--lr", paramLabel = "RATE", defaultValue = "3e-4", description = "Highest learning rate. Default: ${DEFAULT-VALUE}.")
    private double lr;

    @Option(names = {"--lr-min", "--lr_min"}, paramLabel = "RATE", defaultValue = "3e-5",
            description = "Learning rate at the end of the cosine. Default: ${DEFAULT-VALUE}.")
    private double lrMin;

    @Option(names = {"--batch-size", "--batch_size"}, paramLabel = "B", defaultValue = "256",
            description = "States of a batch. Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = {"--warmup-steps", "--warmup_steps"}, paramLabel = "N", defaultValue = "0",
            description = "Steps of linear warm-up, at most a quarter of all. Default: ${DEFAULT-VALUE}; the paper has 50.")
    private int warmupSteps;

    @Option(names = {"--norm-every", "--norm_every"}, paramLabel = "N", defaultValue = "100",
            description = "Steps between normalisations of the decoder. Default: ${DEFAULT-VALUE}.")
    private int normEvery;

    @Option(names = {"--resample-every", "--resample_every"}, paramLabel = "N", defaultValue = "250",
            description = "Steps between resamplings of dead features, at most a quarter of all. Default: ${DEFAULT-VALUE}.")
    private int resampleEvery;

    @Option(names = {"--log-every", "--log_every"}, paramLabel = "N", defaultValue = "50",
            description = "Steps between lines of the log. Default: ${DEFAULT-VALUE}.")
    private int logEvery;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Of weights, split and batches. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = {"--gated-lambda-sparsity", "--gated_lambda_sparsity"}, paramLabel = "λ", defaultValue = "1.0",
            description = "bilinear_gated: weight of the gates' sum. Default: ${DEFAULT-VALUE}.")
    private double gatedSparsity;

    @Option(names = {"--gated-lambda-aux", "--gated_lambda_aux"}, paramLabel = "λ", defaultValue = "1.0",
            description = "bilinear_gated: weight of the reconstruction by gates alone. Default: ${DEFAULT-VALUE}.")
    private double gatedAuxiliary;

    @Option(names = {"--jumprelu-lambda-sparsity", "--jumprelu_lambda_sparsity"}, paramLabel = "λ", defaultValue = "1e-3",
            description = "bilinear_jumprelu: weight of the number of active features. Default: ${DEFAULT-VALUE}.")
    private double jumpSparsity;

    @Option(names = {"--jumprelu-bandwidth", "--jumprelu_bandwidth"}, paramLabel = "H", defaultValue = "1e-3",
            description = "bilinear_jumprelu: bandwidth of the straight-through gradients. Default: ${DEFAULT-VALUE}.")
    private double jumpBandwidth;

    @Option(names = {"--jumprelu-init-threshold", "--jumprelu_init_threshold"}, paramLabel = "θ", defaultValue = "1e-3",
            description = "bilinear_jumprelu: thresholds at first. Default: ${DEFAULT-VALUE}.")
    private double jumpThreshold;

    @Option(names = {"--jumprelu-bandwidth-schedule", "--jumprelu_bandwidth_schedule"}, paramLabel = "NAME",
            defaultValue = "constant", description = "constant or cosine_to_zero. Default: ${DEFAULT-VALUE}.")
    private String jumpSchedule;

    @Option(names = {"--jumprelu-bandwidth-final", "--jumprelu_bandwidth_final"}, paramLabel = "H", defaultValue = "1e-5",
            description = "bilinear_jumprelu: bandwidth at the end of cosine_to_zero. Default: ${DEFAULT-VALUE}.")
    private double jumpBandwidthFinal;

    @Option(names = {"--aux-weight", "--aux_weight"}, paramLabel = "λ", defaultValue = "1.0",
            description = "Weight of the auxiliary loss of dead features. Default: ${DEFAULT-VALUE}, as in upstream's code; the "
                    + "paper has 0.01.")
    private double auxiliaryWeight;

    @Option(names = {"--normalize-encoder", "--normalize_encoder"}, description = "Bring encoder factors to unit norm after every "
            + "step, as the paper says; upstream's code does so only at first.")
    private boolean normalizeEncoder;

    int layer() {
        return layer;
    }

    /** The options for states [n, dk, dv]. */
    TrainingOptions options(int head, long dk, long dv) {
        SaeType chosen = SaeType.named(type).orElseThrow(() -> new InputException("--sae-type " + type + ": expected one of "
                + Arrays.stream(SaeType.values()).map(SaeType::label).collect(Collectors.joining(", "))));
        require(layer >= 0, "--layer", layer, "at least 0");
        require(k >= 0, "--k", k, "at least 0");
        require(rank >= 1, "--rank", rank, AT_LEAST_ONE);
        require(batchSize >= 1, "--batch-size", batchSize, AT_LEAST_ONE);
        require(epochs >= 1, "--epochs", epochs, AT_LEAST_ONE);
        require(warmupSteps >= 0, "--warmup-steps", warmupSteps, "at least 0");
        require(normEvery >= 1, "--norm-every", normEvery, AT_LEAST_ONE);
        require(resampleEvery >= 1, "--resample-every", resampleEvery, AT_LEAST_ONE);
        require(logEvery >= 1, "--log-every", logEvery, AT_LEAST_ONE);
        require(Double.isFinite(lr) && lr > 0, "--lr", lr, "a number above 0");
        require(jumpThreshold > 0, "--jumprelu-init-threshold", jumpThreshold, "a number above 0");
        require(jumpBandwidth > 0, "--jumprelu-bandwidth", jumpBandwidth, "a number above 0");
        require(jumpBandwidthFinal > 0, "--jumprelu-bandwidth-final", jumpBandwidthFinal, "a number above 0");
        require(jumpSchedule.equals("constant") || jumpSchedule.equals("cosine_to_zero"), "--jumprelu-bandwidth-schedule",
                jumpSchedule, "constant or cosine_to_zero");
        return new TrainingOptions(chosen, layer, head, features(dk * dv), k, rank, batchTopK, seed, lr, lrMin, batchSize, epochs,
                warmupSteps, normEvery, resampleEvery, logEvery, gatedSparsity, gatedAuxiliary, jumpSparsity, jumpBandwidth,
                jumpThreshold, jumpSchedule.equals("cosine_to_zero"), jumpBandwidthFinal, auxiliaryWeight, normalizeEncoder);
    }

    private int features(long dIn) {
        try {
            double number = features.endsWith("x") ? Math.floor(dIn * Double.parseDouble(features.substring(0, features.length() - 1)))
                    : Integer.parseInt(features);
            if (number >= 1 && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new InputException("--n-features " + features + ": a number of at least 1, or a multiple such as 2x");
    }

    private static void require(boolean holds, String option, Object value, String expected) {
        if (!holds) {
            throw new InputException(option + " " + value + ": " + expected);
        }
    }
}
