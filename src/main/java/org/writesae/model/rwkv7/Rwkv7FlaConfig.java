package org.writesae.model.rwkv7;

import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.kernels.GatedDelta;
import org.writesae.model.ConfigJson;

/**
 * Reads {@code config.json} of flash-linear-attention's RWKV-7. {@code bos_token_id} and
 * {@code eos_token_id} are not read: FLA's defaults, 1 and 2, are ordinary tokens of the World vocabulary,
 * whose end of text is 0.
 */
public final class Rwkv7FlaConfig {
    private final ConfigJson json;

    private Rwkv7FlaConfig(ConfigJson json) {
        this.json = json;
    }

    /** Whether {@code config.json} says that it is of this family. */
    public static boolean accepts(ConfigJson root) {
        return root.text("model_type", "").equals("rwkv7");
    }

    /**
     * The sizes of a model directory.
     *
     * @throws org.writesae.io.InputException if a value is missing, or names something this model does not do
     */
    public static Rwkv7Config read(Path directory) {
        return new Rwkv7FlaConfig(ConfigJson.of(directory)).config();
    }

    private Rwkv7Config config() {
        json.requireText("hidden_act", "sqrelu");
        json.requireNone("attn", "layers of full attention are not known");
        int hidden = json.whole("hidden_size");
        int layers = json.whole("num_hidden_layers");
        int dk = json.node().path("head_dim").isNull() ? hidden / json.whole("num_heads") : json.whole("head_dim", 64);
        json.require(dk > 0 && hidden % dk == 0, "head_dim", dk + " does not divide hidden_size " + hidden);
        json.require(dk <= GatedDelta.MAX_KEY_WIDTH, "head_dim", "at most " + GatedDelta.MAX_KEY_WIDTH);
        requireValueWidth(hidden);
        int heads = hidden / dk;
        json.require(json.whole("num_heads", heads) == heads, "num_heads", "expected hidden_size / head_dim = " + heads);
        double eps = json.epsilon("norm_eps", 1e-5);
        boolean fused = json.flag("fuse_norm", true);
        return new Rwkv7Config(json.whole("vocab_size"), hidden, layers, heads, dk, dk,
                intermediate(hidden), ranks(hidden, dk), json.flag("norm_bias", true), json.flag("norm_first", true), eps,
                dk * eps, fused ? 1e-6 : 0,
                fused ? 0 : 1e-12, json.flag("tie_word_embeddings", false));
    }

    /** FLA's config allows values wider than keys, but its code does not compute them (0.5.2: part of the output is never written). */
    private void requireValueWidth(int hidden) {
        JsonNode widths = json.node().path("value_dim");
        for (JsonNode width : widths.isArray() ? widths : List.of(widths)) {
            json.require(width.isMissingNode() || width.isNull() || width.asInt() == hidden, "value_dim",
                    "only hidden_size " + hidden + " is known, found " + widths);
        }
    }

    private int intermediate(int hidden) {
        int unrounded = (int) (hidden * json.number("hidden_ratio", 4));
        return json.whole("intermediate_size", 32 * ((unrounded + 31) / 32));
    }

    /** FLA's config class has numbers of its own where a rank is missing, its layer a formula where it is null. */
    private Ranks ranks(int hidden, int dk) {
        return new Ranks(rank("decay_low_rank_dim", 64, 2.5, hidden, dk), rank("a_low_rank_dim", 64, 2.5, hidden, dk),
                rank("v_low_rank_dim", 16, 1.7, hidden, dk), rank("gate_low_rank_dim", 128, 5, hidden, 64));
    }

    private int rank(String key, int missing, double factor, int hidden, int dk) {
        if (!json.node().path(key).isNull()) {
            return json.whole(key, missing);
        }
        return Math.max(32, (int) (Math.rint(factor * Math.sqrt(hidden) * (dk / 64.0) / 32) * 32));
    }
}
