package org.writesae.model.mamba2;

import org.writesae.model.ConfigJson;

/**
 * The config of state-spaces/mamba2-*, which names no {@code model_type}. Most sizes are left to the code: those are the
 * defaults of mamba_ssm's {@code MambaConfig} and {@code Mamba2} module.
 */
final class StateSpacesConfig {
    private static final double EPS = 1e-5;

    private StateSpacesConfig() {
    }

    static boolean accepts(ConfigJson root) {
        return !root.node().has("model_type") && root.node().has("ssm_cfg");
    }

    static Mamba2Config read(ConfigJson root) {
        ConfigJson ssm = root.inside("ssm_cfg");
        String layer = ssm.text("layer", "Mamba1");
        root.require(layer.equals("Mamba2"), "ssm_cfg.layer", "\"" + layer + "\": only Mamba2 has a matrix state"
                + (ssm.node().has("layer") ? "" : " (where it is missing it means Mamba1)"));
        requireKind(root, ssm);
        int inner = ssm.whole("expand", 2) * root.whole("d_model");
        int dv = ssm.whole("headdim", 64);
        ssm.require(inner % dv == 0, "headdim", dv + ", must divide expand times d_model, " + inner);
        int groups = ssm.whole("ngroups", 1);
        int multiple = root.whole("pad_vocab_size_multiple", 8);
        int vocabulary = Math.multiplyExact(Math.ceilDiv(root.whole("vocab_size"), multiple), multiple);
        // mamba_ssm normalises each group of channels by itself.
        Mamba2Config config = new Mamba2Config(vocabulary, root.whole("d_model"), root.whole("n_layer"), inner / dv, groups,
                ssm.whole("d_state", 128), dv, ssm.whole("d_conv", 4), groups, ssm.flag("conv_bias", true),
                HuggingFaceConfig.bound(ssm, "dt_limit", ssm.node().path("dt_limit"), 0, 0),
                HuggingFaceConfig.bound(ssm, "dt_limit", ssm.node().path("dt_limit"), 1, Double.POSITIVE_INFINITY), EPS,
                root.flag("tie_embeddings", true));
        HuggingFaceConfig.requireConsistent(ssm, config, "headdim", "d_state", "d_conv", "dt_limit");
        return config;
    }

    private static void requireKind(ConfigJson root, ConfigJson ssm) {
        root.require(root.node().path("attn_layer_idx").isEmpty(), "attn_layer_idx", "models with attention layers are not known");
        root.require(root.node().path("d_intermediate").asInt(0) == 0, "d_intermediate", "models with an MLP are not known");
        root.require(root.flag("rms_norm", true), "rms_norm", "only RMS norms are known");
        ssm.require(!ssm.flag("bias", false), "bias", "projections with a bias are not known");
        ssm.require(ssm.flag("rmsnorm", true), "rmsnorm", "only layers with the gated norm are known");
        ssm.require(!ssm.flag("norm_before_gate", false), "norm_before_gate", "only the gate before the norm is known");
        ssm.require(!ssm.flag("D_has_hdim", false), "D_has_hdim", "only one D for each head is known");
        ssm.require(!ssm.node().hasNonNull("d_ssm"), "d_ssm", "only layers that are all state space are known");
    }
}
