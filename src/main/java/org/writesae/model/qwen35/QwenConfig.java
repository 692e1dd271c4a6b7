package org.writesae.model.qwen35;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.kernels.GatedDelta;

/**
 * The sizes of a Qwen3.5 text model, from its {@code config.json} (MODELS 1.1).
 *
 * @param vocabulary   rows of the embedding table
 * @param hidden       width of the residual stream
 * @param intermediate width inside the SwiGLU block
 * @param linear       for each layer, true for the gated delta rule, false for full attention
 * @param valueHeads   H, value heads of a delta-rule layer
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
public record QwenConfig(int vocabulary, int hidden, int intermediate, List<Boolean> linear, int valueHeads,
        int keyHeads, int dk, int dv, int taps, int queryHeads, int kvHeads, int headWidth, int rotary,
        double ropeTheta, double eps, boolean tiedHead) {

    /** ε of the query and key norm in front of the delta rule, inside the root. Not in the config. */
    public static final double L2_EPS = 1e-6;

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
        if (!Files.isDirectory(directory)) {
            throw new InputException(directory + ": not a directory; expected a model with config.json and safetensors");
        }
        Path file = directory.resolve("config.json");
        JsonNode root = JsonFiles.read(file);
        JsonNode text = root.has("text_config") ? root.get("text_config") : root;
        return new Reader(file, root, text).config();
    }

    public int layers() {
        return linear.size();
    }

    /**
     * Checks tokens before any work is done with them.
     *
     * @param where file and place, for the message
     * @throws InputException if there are none or one is outside the vocabulary
     */
    public void requireTokens(int[] ids, String where) {
        if (ids.length == 0) {
            throw new InputException(where + ": no tokens");
        }
        for (int t = 0; t < ids.length; t++) {
            if (ids[t] < 0 || ids[t] >= vocabulary) {
                throw new InputException(where + ": token " + t + " has id " + ids[t] + ", outside the vocabulary of "
                        + vocabulary);
            }
        }
    }

    /** Channels of the convolution, q ‖ k ‖ v. */
    public int channels() {
        return 2 * keyHeads * dk + valueHeads * dv;
    }

    /** Whether layer {@code i} runs the gated delta rule, and so has a recurrent state. */
    public boolean isLinear(int i) {
        return linear.get(i);
    }

    /** The layers that have a recurrent state. */
    public List<Integer> linearLayers() {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < layers(); i++) {
            if (isLinear(i)) {
                found.add(i);
            }
        }
        return found;
    }

    /** Exactly the shape of Qwen3.5-0.8B (MODELS 1.1), for benchmarks. */
    public static QwenConfig qwen35Small() {
        List<Boolean> linear = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            linear.add((i + 1) % 4 != 0);
        }
        return new QwenConfig(248320, 1024, 3584, linear, 16, 16, 128, 128, 4, 8, 2, 256, 64, 1e7, 1e-6, true);
    }

    /** Takes values out of the JSON, naming the file and the key when one does not serve. */
    private record Reader(Path file, JsonNode root, JsonNode text) {

        QwenConfig config() {
            requireKind();
            int headWidth = text.has("head_dim") ? whole("head_dim")
                    : whole("hidden_size") / Math.max(1, whole("num_attention_heads"));
            QwenConfig config = new QwenConfig(whole("vocab_size"), whole("hidden_size"), whole("intermediate_size"),
                    kinds(whole("num_hidden_layers")), whole("linear_num_value_heads"), whole("linear_num_key_heads"),
                    whole("linear_key_head_dim"), whole("linear_value_head_dim"), whole("linear_conv_kernel_dim"),
                    whole("num_attention_heads"), whole("num_key_value_heads"), headWidth,
                    (int) (headWidth * rope("partial_rotary_factor", 0.25)), rope("rope_theta", -1),
                    number("rms_norm_eps", 1e-6), tied());
            requireConsistent(config);
            return config;
        }

        private void requireKind() {
            String type = text.path("model_type").asText("");
            require(type.startsWith("qwen3_5"), "model_type", "expected qwen3_5 or qwen3_5_text, found \"" + type
                    + "\": only Qwen3.5 models can be loaded");
            require(text.path("hidden_act").asText("silu").equals("silu"), "hidden_act", "only silu is known");
            require(!text.path("attention_bias").asBoolean(false), "attention_bias", "projections with a bias are not known");
            require(text.path("attn_output_gate").asBoolean(true), "attn_output_gate", "attention without its gate is not known");
            String rope = text.path("rope_parameters").path("rope_type").asText("default");
            require(rope.equals("default"), "rope_parameters.rope_type", "only \"default\" is known, found \"" + rope + "\"");
        }

        private void requireConsistent(QwenConfig config) {
            require(config.valueHeads % config.keyHeads == 0, "linear_num_value_heads", "must be a multiple of linear_num_key_heads");
            require(config.queryHeads % config.kvHeads == 0, "num_attention_heads", "must be a multiple of num_key_value_heads");
            require(config.dk <= GatedDelta.MAX_KEY_WIDTH, "linear_key_head_dim", "at most " + GatedDelta.MAX_KEY_WIDTH);
            require(config.taps >= 2, "linear_conv_kernel_dim", "at least 2");
            require(config.rotary % 2 == 0 && config.rotary <= config.headWidth, "partial_rotary_factor",
                    "must select an even number of a head's " + config.headWidth + " elements");
            require(config.ropeTheta > 0, "rope_parameters.rope_theta", "missing or not positive");
        }

        private List<Boolean> kinds(int layers) {
            List<Boolean> linear = new ArrayList<>();
            JsonNode types = text.get("layer_types");
            require(types == null || types.size() == layers, "layer_types", "must name num_hidden_layers = " + layers + " layers");
            int interval = types == null ? whole("full_attention_interval") : 0;
            for (int i = 0; i < layers; i++) {
                String type = types == null ? "" : types.get(i).asText();
                require(types == null || type.equals("linear_attention") || type.equals("full_attention"),
                        "layer_types[" + i + "]", "expected linear_attention or full_attention, found \"" + type + "\"");
                linear.add(types == null ? (i + 1) % interval != 0 : type.equals("linear_attention"));
            }
            return linear;
        }

        private double rope(String key, double fallback) {
            JsonNode inside = text.path("rope_parameters").path(key);
            return inside.isNumber() ? inside.asDouble() : number(key, fallback);
        }

        private boolean tied() {
            JsonNode own = text.path("tie_word_embeddings");
            return own.isBoolean() ? own.asBoolean() : root.path("tie_word_embeddings").asBoolean(false);
        }

        private int whole(String key) {
            JsonNode value = text.path(key);
            require(value.isIntegralNumber() && value.asInt() > 0, key, "expected a positive integer, found "
                    + (value.isMissingNode() ? "nothing" : value.toString()));
            return value.asInt();
        }

        private double number(String key, double fallback) {
            JsonNode value = text.path(key);
            return value.isNumber() ? value.asDouble() : fallback;
        }

        private void require(boolean condition, String key, String problem) {
            if (!condition) {
                throw InputException.at(file, key, problem);
            }
        }
    }
}
