package org.writesae.model.mamba2;

import java.nio.file.Path;
import java.util.List;

import org.writesae.model.ConfigJson;
import org.writesae.model.ModelConfig;

/**
 * The sizes of a Mamba-2 model, from its {@code config.json} in either layout.
 *
 * @param vocabulary  rows of the embedding table, with those that pad it
 * @param hidden      width of the residual stream
 * @param layers      layers, each with a state
 * @param heads       H
 * @param groups      G, groups of heads that share B and C, a divisor of H
 * @param dk          d_k, width of B and C: upstream's d_state or state_size
 * @param dv          d_v, value width of a head: upstream's head_dim
 * @param taps        width of the causal convolution
 * @param normGroups  groups of channels that the gated norm takes apart
 * @param convBias    whether the convolution has a bias
 * @param stepMinimum least Δ
 * @param stepMaximum largest Δ, infinity for no limit
 * @param eps         ε of every RMS norm
 * @param tiedHead    whether the embedding table is also the output matrix
 */
public record Mamba2Config(int vocabulary, int hidden, int layers, int heads, int groups, int dk, int dv, int taps,
        int normGroups, boolean convBias, double stepMinimum, double stepMaximum, double eps, boolean tiedHead)
        implements ModelConfig {
    /** α_t, the decay. */
    static final String ALPHA = "alpha";
    /** Δ_t, the step size: the write strength. */
    static final String STEP = "dt";

    /** Whether {@code config.json} says that it is of this family. */
    public static boolean accepts(ConfigJson root) {
        return root.text("model_type", "").equals("mamba2") || StateSpacesConfig.accepts(root);
    }

    /**
     * Reads {@code config.json} of a model directory: transformers' form, or the one of state-spaces.
     *
     * @throws InputException if a value is missing, or names something this model does not do
     */
    public static Mamba2Config read(Path directory) {
        ConfigJson root = ConfigJson.of(directory);
        return StateSpacesConfig.accepts(root) ? StateSpacesConfig.read(root) : HuggingFaceConfig.read(root);
    }

    @Override
    public boolean hasConvolution() {
        return true;
    }

    @Override
    public String family() {
        return "Mamba-2";
    }

    @Override
    public String recurrence() {
        return "S_t = α_t S_{t−1} + B_t (dt_t x_t)ᵀ";
    }

    /** Channels of the convolution, x ‖ B ‖ C. */
    public int channels() {
        return heads * dv + 2 * groups * dk;
    }

    @Override
    public boolean hasState(int i) {
        return true;
    }

    @Override
    public String queryEquation() {
        return "C of the head's group, after convolution and SiLU";
    }

    @Override
    public String outputEquation() {
        return "y = Sᵀ C + D x";
    }

    @Override
    public String gatedEquation() {
        return "u / √(mean u² + ε) ⊙ norm weight, u = y ⊙ silu(z), the mean over all heads of a norm group";
    }

    @Override
    public List<Gate> gates() {
        return List.of(new Gate(ALPHA, heads), new Gate(STEP, heads));
    }

    /** Upstream keeps [H, head_dim, d_state]: its dictionaries have value factors first. */
    @Override
    public boolean upstreamKeysFirst() {
        return false;
    }

    /** Exactly the shape of mamba2-370m, for benchmarks. */
    public static Mamba2Config mamba370m() {
        return new Mamba2Config(50288, 1024, 48, 32, 1, 128, 64, 4, 1, true, 0, Double.POSITIVE_INFINITY, 1e-5, true);
    }
}
