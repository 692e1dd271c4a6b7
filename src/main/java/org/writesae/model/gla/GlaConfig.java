package org.writesae.model.gla;

import java.nio.file.Path;
import java.util.List;

import org.writesae.model.ConfigJson;
import org.writesae.model.fla.FlaConfig;
import org.writesae.model.fla.FlaSizes;

/**
 * The sizes of a GLA, from its {@code config.json}.
 *
 * @param sizes what it shares with DeltaNet
 * @param gated whether the head outputs have a gate ({@code use_output_gate})
 */
public record GlaConfig(FlaSizes sizes, boolean gated) implements FlaConfig {
    /** α_t, the decay of each key channel. */
    static final String ALPHA = "alpha";
    /** Width between the two matrices of the decay, a constant of upstream's layer. */
    static final int LOW_RANK = 16;
    /** What the logarithm of the decay is divided by, a constant of upstream's layer. */
    static final double NORMALIZER = 16;

    /**
     * Reads {@code config.json} of a model directory.
     *
     * @throws org.writesae.io.InputException if a value is missing, or names something this model does not do
     */
    public static GlaConfig read(Path directory) {
        ConfigJson c = ConfigJson.of(directory);
        FlaSizes sizes = FlaSizes.read(c, 4, 0.5);
        c.requireFlag("use_gk", true, "GLA without a decay of its keys is not known");
        c.requireFlag("use_gv", false, "a decay of the values is not known");
        c.requireFlag("use_short_conv", false, "GLA with convolutions is not known");
        c.requireFlag("elementwise_affine", true, "norms without weights are not known");
        c.requireNone("feature_map", "feature maps are not known");
        c.requireNone("clamp_min", "a decay with a lower bound is not known");
        c.require(c.whole("num_kv_heads", sizes.heads()) == sizes.heads(), "num_kv_heads",
                "heads that share keys and values are not known");
        c.requireText("gate_fn", "swish", "silu");
        return new GlaConfig(sizes, c.flag("use_output_gate", true));
    }

    /** Whether {@code config.json} says that it is of this family. */
    public static boolean accepts(ConfigJson root) {
        return root.text("model_type", "").equals("gla");
    }

    @Override
    public String family() {
        return "GLA";
    }

    @Override
    public String queryEquation() {
        return "q / √d_k";
    }

    @Override
    public String gatedEquation() {
        return gated ? FlaConfig.super.gatedEquation() : "o / √(mean o² + ε) ⊙ norm weight";
    }

    @Override
    public List<Gate> gates() {
        return List.of(new Gate(ALPHA, heads(), dk()));
    }
}
