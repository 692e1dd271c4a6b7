package org.writesae.model.rwkv7;

import java.util.Map;

import org.writesae.io.TensorFile;

/**
 * How a checkpoint calls its tensors. FLA's names are the ones asked for; the official ones follow from them.
 */
enum Names {
    /** flash-linear-attention, {@code model.layers.0.attn.r_proj.weight}. */
    FLA("model.embeddings.weight", "model.norm", "lm_head.weight", "model.layers."),
    /** The authors', {@code blocks.0.att.receptance.weight}. Low-rank matrices are stored [in, out]. */
    OFFICIAL("emb.weight", "ln_out", "head.weight", "blocks.");

    private static final Map<String, String> OFFICIAL_OF = Map.of("pre_norm", "ln0", "attn_norm", "ln1", "ffn_norm", "ln2",
            "attn.g_norm", "att.ln_x", "attn.r_proj.weight", "att.receptance.weight", "attn.k_proj.weight",
            "att.key.weight", "attn.v_proj.weight", "att.value.weight", "attn.o_proj.weight", "att.output.weight");

    final String embedding;
    final String finalNorm;
    final String output;
    /** In front of a layer's number. */
    final String layers;

    Names(String embedding, String finalNorm, String output, String layers) {
        this.embedding = embedding;
        this.finalNorm = finalNorm;
        this.output = output;
        this.layers = layers;
    }

    /** The names this checkpoint uses. */
    static Names of(TensorFile file) {
        return file.contains(OFFICIAL.embedding) ? OFFICIAL : FLA;
    }

    /** The tensor or group of tensors that FLA calls {@code name} within layer {@code i}. */
    String of(int i, String name) {
        return layers + i + "." + (this == FLA ? name : OFFICIAL_OF.getOrDefault(name, name.replace("attn.", "att.")));
    }
}
