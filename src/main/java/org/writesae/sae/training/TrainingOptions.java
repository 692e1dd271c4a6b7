package org.writesae.sae.training;

import java.util.LinkedHashMap;
import java.util.Map;

import org.writesae.sae.SaeType;

/**
 * What upstream's trainer can be told ({@code core/train.py}), by its own names.
 *
 * @param type                variant
 * @param layer               of the states; kept in the configuration
 * @param head                of the states
 * @param features            n_features
 * @param k                   features kept by TopK
 * @param rank                rank-1 terms of an atom
 * @param batchTopK           keep k · B over a batch
 * @param seed                of weights, split and batches
 * @param lr                  highest learning rate
 * @param lrMin               learning rate at the end
 * @param batchSize           states of a batch
 * @param epochs              passes over the training states
 * @param warmupSteps         steps of linear warm-up, at most a quarter of all
 * @param normEvery           steps between normalisations of the decoder
 * @param resampleEvery       steps between resamplings, at most a quarter of all
 * @param logEvery            steps between lines of the log
 * @param gatedSparsity       λ_s of the gated variant
 * @param gatedAuxiliary      λ_a of the gated variant
 * @param jumpSparsity        λ_s of the JumpReLU variant
 * @param jumpBandwidth       h of the JumpReLU variant, at first
 * @param jumpThreshold       θ of the JumpReLU variant, at first
 * @param jumpAnneal          whether h falls by a cosine
 * @param jumpBandwidthFinal  h at the end, if it falls
 * @param auxiliaryWeight     weight of the auxiliary loss of dead features: 1 in upstream's code, 1e-2 in the paper
 * @param normalizeEncoder    bring encoder factors to unit norm after every step, as the paper says; upstream's code does not
 */
public record TrainingOptions(SaeType type, int layer, int head, int features, int k, int rank, boolean batchTopK, long seed,
        double lr, double lrMin, int batchSize, int epochs, int warmupSteps, int normEvery, int resampleEvery, int logEvery,
        double gatedSparsity, double gatedAuxiliary, double jumpSparsity, double jumpBandwidth, double jumpThreshold,
        boolean jumpAnneal, double jumpBandwidthFinal, double auxiliaryWeight, boolean normalizeEncoder) {

    /** The configuration that upstream stores with a checkpoint, in its order; what it does not know comes last. */
    Map<String, Object> config(int dk, int dv, long totalSteps) {
        Map<String, Object> config = new LinkedHashMap<>();
        int dIn = dk * dv;
        config.put("sae_type", type.label());
        config.put("layer", layer);
        config.put("head", head);
        config.put("n_features", features);
        config.put("d_k", dk);
        config.put("d_v", dv);
        config.put("d_in", dIn);
        config.put("expansion_factor", features >= dIn ? features / dIn : 0);
        config.put("k", k);
        config.put("rank", rank);
        config.put("use_batchtopk", batchTopK);
        config.put("seed", seed);
        config.put("lr", lr);
        config.put("lr_min", lrMin);
        config.put("batch_size", batchSize);
        config.put("epochs", epochs);
        config.put("total_steps", totalSteps);
        config.put("n_params", parameters(dk, dv));
        // Whatever the device: no result depends on it, and an interrupted training may go on with another.
        config.put("device", "jvm");
        if (type == SaeType.BILINEAR_GATED) {
            config.put("lambda_sparsity", gatedSparsity);
            config.put("lambda_aux", gatedAuxiliary);
        }
        if (type == SaeType.BILINEAR_JUMPRELU) {
            config.put("lambda_sparsity", jumpSparsity);
            config.put("bandwidth", jumpBandwidth);
            config.put("init_threshold", jumpThreshold);
            config.put("bandwidth_schedule", jumpAnneal ? "cosine_to_zero" : "constant");
            config.put("bandwidth_final", jumpBandwidthFinal);
        }
        config.put("warmup_steps", warmupSteps);
        config.put("norm_every", normEvery);
        config.put("resample_every", resampleEvery);
        config.put("log_every", logEvery);
        config.put("aux_weight", auxiliaryWeight);
        config.put("normalize_encoder", normalizeEncoder);
        return config;
    }

    /** Numbers in all parameters. */
    private long parameters(long dk, long dv) {
        long dIn = dk * dv;
        long factors = (long) features * rank * (dk + dv);
        long bilinear = 2 * factors + features + dIn;
        return switch (type) {
            case FLAT -> 2 * features * dIn + features + dIn;
            case RANK1 -> features * dIn + features + factors + dIn;
            case BILINEAR -> bilinear;
            case BILINEAR_TIED -> factors + features + dIn;
            case BILINEAR_FLAT -> factors + features + features * dIn + dIn;
            case BILINEAR_GATED -> bilinear + 2L * features;
            case BILINEAR_JUMPRELU -> bilinear + features;
        };
    }
}
