package org.writesae.model.fla;

import java.util.function.BiFunction;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.model.SwiGluBlock;
import org.writesae.model.WeightReader;
import org.writesae.runtime.Buffer;

/**
 * Reads a checkpoint in the layout of flash-linear-attention: prefix {@code model.}, plain
 * norms, and the SwiGLU block either with {@code gate_proj} and {@code up_proj} or, as written before February
 * 2025, with both in {@code gate_proj}: first the rows of the gate, then those of up.
 */
public final class FlaLoader {
    private static final String PREFIX = "model.";

    private final TensorFile file;
    private final FlaSizes c;
    private final WeightReader weights;

    public FlaLoader(TensorFile file, FlaSizes sizes) {
        this.file = file;
        this.c = sizes;
        this.weights = new WeightReader(file, PREFIX);
    }

    /**
     * All weights.
     *
     * @param <M>   weights of a mixer
     * @param mixer reads a mixer whose names start with the given string
     * @throws InputException if a tensor is missing, of a wrong shape or not finite
     */
    public <M> FlaWeights<M> load(BiFunction<WeightReader, String, M> mixer) {
        if (!weights.has("embeddings.weight")) {
            throw InputException.at(file.path(), "tensors", "no " + PREFIX
                    + "embeddings.weight: not a checkpoint of flash-linear-attention");
        }
        Tensor table = weights.tensor("embeddings.weight", c.vocabulary(), c.hidden());
        return new FlaWeights<>(WeightReader.rows(table), weights.layers(c.layers(), "layers.", i -> layer("layers." + i + ".", mixer)),
                weights.vector("norm.weight", c.hidden()), weights.output(table, c.tiedHead()));
    }

    private <M> FlaWeights.Layer<M> layer(String at, BiFunction<WeightReader, String, M> mixer) {
        return new FlaWeights.Layer<>(weights.vector(at + "attn_norm.weight", c.hidden()), mixer.apply(weights, at + "attn."),
                block(at));
    }

    private SwiGluBlock.Weights block(String at) {
        Buffer norm = weights.vector(at + "mlp_norm.weight", c.hidden());
        Buffer down = weights.matrix(at + "mlp.down_proj.weight", c.hidden(), c.intermediate());
        if (weights.has(at + "mlp.up_proj.weight")) {
            return new SwiGluBlock.Weights(norm, weights.matrix(at + "mlp.gate_proj.weight", c.intermediate(), c.hidden()),
                    weights.matrix(at + "mlp.up_proj.weight", c.intermediate(), c.hidden()), down);
        }
        Tensor both = weights.tensor(at + "mlp.gate_proj.weight", 2L * c.intermediate(), c.hidden());
        return new SwiGluBlock.Weights(norm, WeightReader.transposedRows(both, 0, c.intermediate()),
                WeightReader.transposedRows(both, c.intermediate(), c.intermediate()), down);
    }
}
