package org.writesae.model.rwkv7;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import org.writesae.io.ModelFiles;
import org.writesae.io.TensorFile;
import org.writesae.model.Branch;
import org.writesae.model.EmbeddingRows;
import org.writesae.model.FinalNorm;
import org.writesae.model.HeadNorm;
import org.writesae.model.HeadReadout;
import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.OutputMatrix;
import org.writesae.model.Pass;
import org.writesae.runtime.Backend;

/** An RWKV-7 model on a backend. */
public final class Rwkv7Model extends HostModel {
    private final Rwkv7Config config;
    private final Rwkv7Weights weights;

    private Rwkv7Model(String name, Rwkv7Config config, Rwkv7Weights weights, Backend backend, TensorFile file) {
        super(name, backend, file);
        this.config = config;
        this.weights = weights;
    }

    /**
     * Loads a model directory in the Hugging Face layout, as flash-linear-attention saves it.
     *
     * @throws org.writesae.io.InputException if a file is missing or broken, a tensor is missing or of a wrong
     *                                        shape, or a weight is not finite
     */
    public static Rwkv7Model load(Path directory, Backend backend) {
        Rwkv7Config config = FlaConfig.read(directory);
        return load(directory, ModelFiles.open(directory), file -> config, backend);
    }

    /**
     * Loads an official {@code .pth} checkpoint.
     *
     * @param path the file, or a directory with it alone
     * @throws org.writesae.io.InputException as for {@link #load}
     */
    public static Rwkv7Model loadOfficial(Path path, Backend backend) {
        return load(path, OfficialCheckpoint.open(path), OfficialCheckpoint::config, backend);
    }

    private static Rwkv7Model load(Path path, TensorFile file, Function<TensorFile, Rwkv7Config> sizes, Backend backend) {
        try {
            Rwkv7Config config = sizes.apply(file);
            return new Rwkv7Model(path.toString(), config, new WeightLoader(file, config).load(), backend, file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** A model of a given shape with random weights, for benchmarks. */
    public static Rwkv7Model random(Rwkv7Config config, long seed, Backend backend) {
        return new Rwkv7Model("random", config, RandomWeights.of(config, seed), backend, null);
    }

    @Override
    public Rwkv7Config config() {
        return config;
    }

    Rwkv7Weights weights() {
        return weights;
    }

    @Override
    protected Rwkv7State begin(int capacity, int spare) {
        return new Rwkv7State(config, capacity);
    }

    @Override
    protected Pass pass(ModelState state, int rows, List<Branch> branches) {
        return new Rwkv7Pass(this, (Rwkv7State) state, rows, branches);
    }

    @Override
    protected EmbeddingRows embedding() {
        return weights.embedding();
    }

    @Override
    protected OutputMatrix output() {
        return weights.output();
    }

    @Override
    public HeadReadout readout(int i) {
        LayerWeights.TimeMixWeights w = weights.layers().get(i).time();
        return new HeadReadout(w.out(), new HeadNorm.Centred(w.headNorm().weight(), config.headEps()), config.heads(), config.dv(),
                config.hidden());
    }

    @Override
    public FinalNorm finalNorm() {
        return new FinalNorm(weights.finalNorm().weight(), 0, true, config.eps());
    }
}
