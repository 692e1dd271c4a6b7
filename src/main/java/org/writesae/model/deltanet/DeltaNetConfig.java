package org.writesae.model.deltanet;

import java.nio.file.Path;
import java.util.List;

import org.writesae.model.ConfigJson;
import org.writesae.model.fla.FlaConfig;
import org.writesae.model.fla.FlaSizes;

/**
 * The sizes of a DeltaNet, from its {@code config.json}.
 *
 * @param sizes what it shares with GLA
 * @param taps  width of the causal convolutions
 * @param gated whether the head outputs have a gate ({@code use_gate}); there is no forget gate
 */
public record DeltaNetConfig(FlaSizes sizes, int taps, boolean gated) implements FlaConfig {
    /** β_t, the write strength. */
    static final String BETA = "beta";

    /**
     * Reads {@code config.json} of a model directory.
     *
     * @throws org.writesae.io.InputException if a value is missing, or names something this model does not do
     */
    public static DeltaNetConfig read(Path directory) {
        ConfigJson c = ConfigJson.of(directory);
        c.requireText("qk_activation", "silu");
        c.requireText("qk_norm", "l2");
        c.requireFlag("use_short_conv", true, "DeltaNet without its convolutions is not known");
        c.requireFlag("conv_bias", false, "convolutions with a bias are not known");
        c.requireFlag("use_beta", true, "DeltaNet without its write strength is not known");
        c.requireFlag("allow_neg_eigval", false, "a doubled write strength is not known");
        c.requireFlag("use_output_norm", true, "heads without their norm are not known");
        int taps = c.whole("conv_size", 4);
        c.require(taps >= 2, "conv_size", "at least 2");
        return new DeltaNetConfig(FlaSizes.read(c, 16, 1), taps, c.flag("use_gate", false));
    }

    /** Whether {@code config.json} says that it is of this family. */
    public static boolean accepts(ConfigJson root) {
        return root.text("model_type", "").equals("delta_net");
    }

    /** Channels of the convolutions, q ‖ k ‖ v. */
    int channels() {
        return 2 * keys() + values();
    }

    @Override
    public boolean hasConvolution() {
        return true;
    }

    @Override
    public String family() {
        return "DeltaNet";
    }

    @Override
    public String queryEquation() {
        return "q / (‖q‖ √d_k), after convolution and SiLU";
    }

    @Override
    public String gatedEquation() {
        return gated ? FlaConfig.super.gatedEquation() : "o / √(mean o² + ε) ⊙ norm weight";
    }

    @Override
    public List<Gate> gates() {
        return List.of(new Gate(BETA, heads()));
    }
}
