package org.writesae.model.mamba2;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.kernels.GatedDelta;
import org.writesae.model.ConfigJson;

/**
 * The config of {@code Mamba2ForCausalLM}. The defaults of transformers' {@code Mamba2Config} are those of a 7B model
 * with 8 groups, so every size has to be stated; only what all published models have in common may be missing.
 */
final class HuggingFaceConfig {
    private HuggingFaceConfig() {
    }

    static Mamba2Config read(ConfigJson root) {
        root.requireText("hidden_act", "silu", "swish");
        root.requireFlag("use_bias", false, "projections with a bias are not known");
        JsonNode limit = root.node().path("time_step_limit");
        // transformers normalises all channels together, whatever the number of groups.
        Mamba2Config config = new Mamba2Config(root.whole("vocab_size"), root.whole("hidden_size"),
                root.whole("num_hidden_layers"), root.whole("num_heads"), root.whole("n_groups"), root.whole("state_size"),
                root.whole("head_dim"), root.whole("conv_kernel", 4), 1, root.flag("use_conv_bias", true),
                bound(root, "time_step_limit", limit, 0, 0), bound(root, "time_step_limit", limit, 1, Double.POSITIVE_INFINITY),
                root.epsilon("layer_norm_epsilon", 1e-5), root.flag("tie_word_embeddings", false));
        int inner = config.heads() * config.dv();
        root.require(root.whole("expand", inner / config.hidden()) * config.hidden() == inner, "expand",
                "expand times hidden_size must be num_heads times head_dim, " + inner);
        requireConsistent(root, config, "num_heads", "state_size", "conv_kernel", "time_step_limit");
        return config;
    }

    /** One bound of Δ. Infinity is bare, or {@code {"__float__": "Infinity"}} as newer versions of transformers write it. */
    static double bound(ConfigJson root, String key, JsonNode limit, int which, double fallback) {
        if (limit.isMissingNode() || limit.isNull()) {
            return fallback;
        }
        root.require(limit.isArray() && limit.size() == 2, key, limit + ", expected two numbers");
        JsonNode value = limit.get(which);
        if (value.isObject() && value.path("__float__").asText().equals("Infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        root.require(value.isNumber() && value.asDouble() >= 0, key, limit + ", expected two numbers from 0 on");
        return value.asDouble();
    }

    static void requireConsistent(ConfigJson root, Mamba2Config config, String heads, String width, String taps,
            String limit) {
        root.require(config.heads() % config.groups() == 0, heads, config.heads() + ", must be a multiple of the "
                + config.groups() + " groups");
        root.require(config.dk() <= GatedDelta.MAX_KEY_WIDTH, width, "at most " + GatedDelta.MAX_KEY_WIDTH);
        root.require(config.taps() >= 2, taps, "at least 2");
        root.require(config.stepMinimum() < config.stepMaximum(), limit, "the lower bound must be below the upper one");
    }
}
