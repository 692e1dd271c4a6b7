package org.writesae.model.qwen35;

import java.nio.file.Path;
import java.util.List;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.model.SwiGluBlock;
import org.writesae.model.WeightReader;
import org.writesae.runtime.Buffer;

/**
 * Reads the weights of a checkpoint in the Hugging Face layout. The text model's tensors
 * start with {@code model.language_model.} (as published) or {@code model.} (as transformers saves
 * them again); vision and multi-token-prediction tensors are passed over. Every value is widened to
 * float32 as stored, so A_log and the head norm keep their float32 values.
 */
final class WeightLoader {
    private static final List<String> PREFIXES = List.of("model.language_model.", "model.", "language_model.model.", "");

    private final QwenConfig config;
    private final WeightReader text;

    WeightLoader(TensorFile file, QwenConfig config) {
        this.config = config;
        this.text = new WeightReader(file, prefix(file));
    }

    QwenWeights load() {
        Tensor table = text.tensor("embed_tokens.weight", config.vocabulary(), config.hidden());
        return new QwenWeights(WeightReader.rows(table), text.layers(config.layers(), "layers.", this::layer),
                text.vector("norm.weight", config.hidden()), text.output(table, config.tiedHead()));
    }

    private LayerWeights layer(int i) {
        String at = "layers." + i + ".";
        int hidden = config.hidden();
        LayerWeights.Mixer mixer = config.hasState(i) ? delta(at + "linear_attn.") : attention(at + "self_attn.");
        return new LayerWeights(text.vector(at + "input_layernorm.weight", hidden), mixer,
                new SwiGluBlock.Weights(text.vector(at + "post_attention_layernorm.weight", hidden),
                        text.matrix(at + "mlp.gate_proj.weight", config.intermediate(), hidden),
                        text.matrix(at + "mlp.up_proj.weight", config.intermediate(), hidden),
                        text.matrix(at + "mlp.down_proj.weight", hidden, config.intermediate())));
    }

    private LayerWeights.Delta delta(String at) {
        int hidden = config.hidden();
        int heads = config.heads();
        int values = heads * config.dv();
        return new LayerWeights.Delta(text.matrix(at + "in_proj_qkv.weight", config.channels(), hidden),
                text.matrix(at + "in_proj_z.weight", values, hidden), text.matrix(at + "in_proj_a.weight", heads, hidden),
                text.matrix(at + "in_proj_b.weight", heads, hidden),
                text.array(at + "conv1d.weight", config.channels(), 1, config.taps()), text.vector(at + "A_log", heads),
                text.vector(at + "dt_bias", heads), text.vector(at + "norm.weight", config.dv()),
                text.matrix(at + "out_proj.weight", hidden, values));
    }

    private LayerWeights.Attention attention(String at) {
        int hidden = config.hidden();
        int width = config.headWidth();
        return new LayerWeights.Attention(text.matrix(at + "q_proj.weight", config.queryHeads() * 2 * width, hidden),
                text.matrix(at + "k_proj.weight", config.kvHeads() * width, hidden),
                text.matrix(at + "v_proj.weight", config.kvHeads() * width, hidden),
                text.vector(at + "q_norm.weight", width), text.vector(at + "k_norm.weight", width),
                text.matrix(at + "o_proj.weight", hidden, config.queryHeads() * width));
    }

    private static String prefix(TensorFile file) {
        for (String candidate : PREFIXES) {
            if (file.contains(candidate + "embed_tokens.weight")) {
                return candidate;
            }
        }
        Path path = file.path();
        throw InputException.at(path, "tensors",
                "no model.language_model.embed_tokens.weight or model.embed_tokens.weight: not a Qwen3.5 checkpoint");
    }
}
