package org.writesae.model.mamba2;

import java.util.List;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.model.WeightReader;
import org.writesae.runtime.Buffer;

/**
 * Reads the weights of a checkpoint. transformers and state-spaces use the same names but for the
 * embedding table, {@code backbone.embeddings.weight} and {@code backbone.embedding.weight}.
 */
final class WeightLoader {
    private static final List<String> TABLES = List.of("embeddings.weight", "embedding.weight");
    private static final String BACKBONE = "backbone.";

    private final TensorFile file;
    private final Mamba2Config c;
    private final WeightReader backbone;

    WeightLoader(TensorFile file, Mamba2Config config) {
        this.file = file;
        this.c = config;
        this.backbone = new WeightReader(file, BACKBONE);
    }

    Mamba2Weights load() {
        String name = TABLES.stream().filter(backbone::has).findFirst().orElseThrow(() -> InputException.at(file.path(),
                "tensors", "no backbone.embeddings.weight or backbone.embedding.weight: not a Mamba-2 checkpoint"));
        Tensor table = backbone.tensor(name, c.vocabulary(), c.hidden());
        return new Mamba2Weights(WeightReader.rows(table), backbone.layers(c.layers(), "layers.", i -> layer("layers." + i + ".")),
                backbone.vector("norm_f.weight", c.hidden()), backbone.output(table, c.tiedHead()));
    }

    private Mamba2Weights.Layer layer(String at) {
        String mixer = at + "mixer.";
        int heads = c.heads();
        int inner = heads * c.dv();
        return new Mamba2Weights.Layer(backbone.vector(at + "norm.weight", c.hidden()), projection(mixer, 0, inner),
                projection(mixer, inner, c.channels()), projection(mixer, inner + c.channels(), heads),
                backbone.array(mixer + "conv1d.weight", c.channels(), 1, c.taps()), convBias(mixer),
                backbone.vector(mixer + "dt_bias", heads), backbone.vector(mixer + "A_log", heads),
                backbone.vector(mixer + "D", heads), backbone.vector(mixer + "norm.weight", inner),
                backbone.matrix(mixer + "out_proj.weight", c.hidden(), inner));
    }

    /** Some of the rows z ‖ x ‖ B ‖ C ‖ dt. */
    private Buffer projection(String mixer, int from, int count) {
        int rows = c.heads() * c.dv() + c.channels() + c.heads();
        return WeightReader.transposedRows(backbone.tensor(mixer + "in_proj.weight", rows, c.hidden()), from, count);
    }

    private Buffer convBias(String mixer) {
        return c.convBias() ? backbone.vector(mixer + "conv1d.bias", c.channels())
                : Buffer.constant("no bias", new float[c.channels()]);
    }
}
