package org.writesae.model.qwen35;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.runtime.Buffer;

/**
 * Reads the weights of a checkpoint in the Hugging Face layout (MODELS 2.1). The text model's tensors
 * start with {@code model.language_model.} (as published) or {@code model.} (as transformers saves
 * them again); vision and multi-token-prediction tensors are passed over. Every value is widened to
 * float32 as stored, so A_log and the head norm keep their float32 values.
 */
final class WeightLoader {
    private static final List<String> PREFIXES = List.of("model.language_model.", "model.", "language_model.model.", "");
    /** Checkpoint rows transposed at a time. */
    private static final int BAND = 64;

    private final TensorFile file;
    private final QwenConfig config;
    private final String prefix;

    WeightLoader(TensorFile file, QwenConfig config) {
        this.file = file;
        this.config = config;
        this.prefix = prefix(file);
    }

    QwenWeights load() {
        Tensor table = tensor("embed_tokens.weight", config.vocabulary(), config.hidden()).requireFinite();
        List<LayerWeights> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            layers.add(layer(i));
        }
        int hidden = config.hidden();
        return new QwenWeights((id, target, at) -> table.copyFloats((long) id * hidden, target, at, hidden), layers,
                vector("norm.weight", hidden), head(table));
    }

    private LayerWeights layer(int i) {
        String at = "layers." + i + ".";
        int hidden = config.hidden();
        LayerWeights.Mixer mixer = config.isLinear(i) ? delta(at + "linear_attn.") : attention(at + "self_attn.");
        return new LayerWeights(vector(at + "input_layernorm.weight", hidden), mixer,
                vector(at + "post_attention_layernorm.weight", hidden),
                matrix(at + "mlp.gate_proj.weight", config.intermediate(), hidden),
                matrix(at + "mlp.up_proj.weight", config.intermediate(), hidden),
                matrix(at + "mlp.down_proj.weight", hidden, config.intermediate()));
    }

    private LayerWeights.Delta delta(String at) {
        int hidden = config.hidden();
        int heads = config.valueHeads();
        int values = heads * config.dv();
        Tensor conv = tensor(at + "conv1d.weight", config.channels(), 1, config.taps());
        return new LayerWeights.Delta(matrix(at + "in_proj_qkv.weight", config.channels(), hidden),
                matrix(at + "in_proj_z.weight", values, hidden), matrix(at + "in_proj_a.weight", heads, hidden),
                matrix(at + "in_proj_b.weight", heads, hidden),
                Buffer.constant(conv.name(), conv.requireFinite().floats()), vector(at + "A_log", heads),
                vector(at + "dt_bias", heads), vector(at + "norm.weight", config.dv()),
                matrix(at + "out_proj.weight", hidden, values));
    }

    private LayerWeights.Attention attention(String at) {
        int hidden = config.hidden();
        int width = config.headWidth();
        return new LayerWeights.Attention(matrix(at + "q_proj.weight", config.queryHeads() * 2 * width, hidden),
                matrix(at + "k_proj.weight", config.kvHeads() * width, hidden),
                matrix(at + "v_proj.weight", config.kvHeads() * width, hidden),
                vector(at + "q_norm.weight", width), vector(at + "k_norm.weight", width),
                matrix(at + "o_proj.weight", hidden, config.queryHeads() * width));
    }

    /** The output matrix: a tensor of its own, or the embedding table where the config ties them. */
    private Buffer head(Tensor table) {
        if (config.tiedHead()) {
            return transposed(table);
        }
        Tensor own = file.tensor("lm_head.weight").requireShape(config.vocabulary(), config.hidden());
        return transposed(own);
    }

    private Buffer vector(String name, int length) {
        Tensor tensor = tensor(name, length);
        return Buffer.constant(tensor.name(), tensor.requireFinite().floats());
    }

    private Buffer matrix(String name, int out, int in) {
        return transposed(tensor(name, out, in));
    }

    private Tensor tensor(String name, long... shape) {
        return file.tensor(prefix + name).requireShape(shape);
    }

    /** [out, in] as stored to [in, out] as {@code Linear} reads it. */
    static Buffer transposed(Tensor tensor) {
        int out = Math.toIntExact(tensor.shape(0));
        int in = Math.toIntExact(tensor.shape(1));
        if ((long) out * in > Integer.MAX_VALUE - 8) {
            throw new InputException(tensor.where() + ": more than 2^31 elements do not fit one Java array");
        }
        float[] target = new float[out * in];
        IntStream.range(0, (out + BAND - 1) / BAND).parallel().forEach(band -> {
            int first = band * BAND;
            int rows = Math.min(BAND, out - first);
            float[] source = new float[rows * in];
            tensor.copyFloats((long) first * in, source, 0, rows * in);
            requireFinite(tensor, source, (long) first * in);
            for (int l = 0; l < in; l++) {
                for (int r = 0; r < rows; r++) {
                    target[l * out + first + r] = source[r * in + l];
                }
            }
        });
        return Buffer.constant(tensor.name(), target);
    }

    private static void requireFinite(Tensor tensor, float[] values, long first) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InputException(tensor.where() + ": element " + (first + i) + " is " + values[i]
                        + ", expected finite weights");
            }
        }
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
