package org.writesae.model.qwen35;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.kernels.GatedDelta;
import org.writesae.model.ConfigJson;
import org.writesae.model.ModelConfig;

/**
 * The sizes of a Qwen3.5 text model, from its {@code config.json}.
 *
 * @param vocabulary   rows of the embedding table
 * @param hidden       width of the residual stream
 * @param intermediate width inside the SwiGLU block
 * @param linear       for each layer, true for the gated delta rule, false for full attention
 * @param heads        H, value heads of a delta-rule layer
 * @param keyHeads     Hk, its key heads, a divisor of H
 * @param dk           d_k, key width of a head
 * @param dv           d_v, value width of a head
 * @param taps         width of the causal convolution
 * @param queryHeads   query heads of a full-attention layer
 * @param kvHeads      its key and value heads
 * @param headWidth    width of its heads
 * @param rotary       elements of a head that rotate
 * @param ropeTheta    θ of the rotary frequencies
 * @param eps          ε of every RMS norm
 * @param tiedHead     whether the embedding table is also the output matrix
 */
public record QwenConfig(int vocabulary, int hidden, int intermediate, List<Boolean> linear, int heads,
        int keyHeads, int dk, int dv, int taps, int queryHeads, int kvHeads, int headWidth, int rotary,
        double ropeTheta, double eps, boolean tiedHead) implements ModelConfig {
    /** α_t, the decay. */
    static final String ALPHA = "alpha";
    /** β_t, the write strength. */
    static final String BETA = "beta";
    /** The multimodal model and its text model. Those with {@code _moe} have experts in the place of the SwiGLU block. */
    private static final Set<String> MODEL_TYPES = Set.of("qwen3_5", "qwen3_5_text");
    /** What upstream's config class has where a key is missing. */
    private static final int DEFAULT_HEAD_WIDTH = 256;
    private static final int DEFAULT_INTERVAL = 4;

    public QwenConfig {
        linear = List.copyOf(linear);
    }

    /**
     * Reads {@code config.json} of a model directory: the multimodal form with {@code text_config} or
     * the text form alone.
     *
     * @throws InputException if a value is missing, or names something this model does not do
     */
    public static QwenConfig read(Path directory) {
        ConfigJson root = ConfigJson.of(directory);
        return new Reader(root, root.inside("text_config")).config();
    }

    /** Whether {@code config.json} says that it is of this family. */
    public static boolean accepts(ConfigJson root) {
        return MODEL_TYPES.contains(root.inside("text_config").text("model_type", root.text("model_type", "")));
    }

    @Override
    public boolean hasConvolution() {
        return true;
    }

    @Override
    public String family() {
        return "Qwen3.5 (Gated DeltaNet)";
    }

    @Override
    public String recurrence() {
        return "S_t = α (I − β k kᵀ) S_{t−1} + β k vᵀ";
    }

    @Override
    public int layers() {
        return linear.size();
    }

    /** Channels of the convolution, q ‖ k ‖ v. */
    public int channels() {
        return 2 * keyHeads * dk + heads * dv;
    }

    /** Whether layer {@code i} runs the gated delta rule. */
    @Override
    public boolean hasState(int i) {
        return linear.get(i);
    }

    @Override
    public String queryEquation() {
        return "q / (‖q‖ √d_k), after convolution and SiLU";
    }

    @Override
    public List<Gate> gates() {
        return List.of(new Gate(ALPHA, heads), new Gate(BETA, heads));
    }

    /** Exactly the shape of Qwen3.5-0.8B, for benchmarks. */
    public static QwenConfig qwen35Small() {
        List<Boolean> linear = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            linear.add((i + 1) % 4 != 0);
        }
        return new QwenConfig(248320, 1024, 3584, linear, 16, 16, 128, 128, 4, 8, 2, 256, 64, 1e7, 1e-6, true);
    }

    /** The multimodal config and the one of its text model, which may be the same. */
    private record Reader(ConfigJson root, ConfigJson text) {

        QwenConfig config() {
            requireKind();
            int headWidth = text.whole("head_dim", DEFAULT_HEAD_WIDTH);
            QwenConfig config = new QwenConfig(text.whole("vocab_size"), text.whole("hidden_size"), text.whole("intermediate_size"),
                    kinds(text.whole("num_hidden_layers")), text.whole("linear_num_value_heads"), text.whole("linear_num_key_heads"),
                    text.whole("linear_key_head_dim"), text.whole("linear_value_head_dim"), text.whole("linear_conv_kernel_dim"),
                    text.whole("num_attention_heads"), text.whole("num_key_value_heads"), headWidth,
                    (int) (headWidth * rope("partial_rotary_factor", 0.25)), rope("rope_theta", -1),
                    text.epsilon("rms_norm_eps", 1e-6), tied());
            requireConsistent(config);
            return config;
        }

        private void requireKind() {
            text.requireText("hidden_act", "silu", "swish");
            text.requireFlag("attention_bias", false, "projections with a bias are not known");
            text.requireFlag("attn_output_gate", true, "attention without its gate is not known");
            String kind = rope().text("rope_type", rope().text("type", "default"));
            text.require(kind.equals("default"), "rope_type", "only \"default\" is known, found \"" + kind + "\"");
        }

        private void requireConsistent(QwenConfig config) {
            text.require(config.heads % config.keyHeads == 0, "linear_num_value_heads", "must be a multiple of linear_num_key_heads");
            text.require(config.queryHeads % config.kvHeads == 0, "num_attention_heads", "must be a multiple of num_key_value_heads");
            text.require(config.dk <= GatedDelta.MAX_KEY_WIDTH, "linear_key_head_dim", "at most " + GatedDelta.MAX_KEY_WIDTH);
            text.require(config.taps >= 2, "linear_conv_kernel_dim", "at least 2");
            text.require(config.rotary % 2 == 0 && config.rotary >= 0 && config.rotary <= config.headWidth, "partial_rotary_factor",
                    "must select an even number of a head's " + config.headWidth + " elements");
            text.require(config.ropeTheta > 0, "rope_parameters.rope_theta", "missing or not positive");
        }

        private List<Boolean> kinds(int layers) {
            List<Boolean> linear = new ArrayList<>();
            JsonNode types = text.node().hasNonNull("layer_types") ? text.node().get("layer_types") : null;
            text.require(types == null || types.size() == layers, "layer_types", "must name num_hidden_layers = " + layers + " layers");
            int interval = types == null ? text.whole("full_attention_interval", DEFAULT_INTERVAL) : 0;
            for (int i = 0; i < layers; i++) {
                String type = types == null ? "" : types.get(i).asText();
                text.require(types == null || type.equals("linear_attention") || type.equals("full_attention"),
                        "layer_types[" + i + "]", "expected linear_attention or full_attention, found \"" + type + "\"");
                linear.add(types == null ? (i + 1) % interval != 0 : type.equals("linear_attention"));
            }
            return linear;
        }

        /** As upstream, by the name they had before transformers 5 where they have it. */
        private ConfigJson rope() {
            return text.inside(text.node().path("rope_scaling").isEmpty() ? "rope_parameters" : "rope_scaling");
        }

        /** Older configs have these numbers beside the sizes. */
        private double rope(String key, double fallback) {
            return rope().number(key, text.number(key, fallback));
        }

        private boolean tied() {
            return text.flag("tie_word_embeddings", root.flag("tie_word_embeddings", false));
        }
    }
}
