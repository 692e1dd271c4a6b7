package org.writesae.model.rwkv7;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import org.writesae.io.ModelFiles;
import org.writesae.io.TensorFile;
import org.writesae.model.Branch;
import org.writesae.model.FamilyModel;
import org.writesae.model.FinalNorm;
import org.writesae.model.HeadNorm;
import org.writesae.model.HeadReadout;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.runtime.Backend;

/** An RWKV-7 model on a backend. */
public final class Rwkv7Model extends FamilyModel<Rwkv7Config, Rwkv7Weights> {

    private Rwkv7Model(String name, Rwkv7Config config, Rwkv7Weights weights, Backend backend, TensorFile file) {
        super(name, config, weights, backend, file);
    }

    /**
     * Loads a model directory in the Hugging Face layout, as flash-linear-attention saves it.
     *
     * @throws org.writesae.io.InputException if a file is missing or broken, a tensor is missing or of a wrong
     *                                        shape, or a weight is not finite
     */
    public static Rwkv7Model load(Path directory, Backend backend) {
        Rwkv7Config config = Rwkv7FlaConfig.read(directory);
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
        return loaded(file, open -> {
            Rwkv7Config config = sizes.apply(open);
            return new Rwkv7Model(path.toString(), config, new WeightLoader(open, config).load(), backend, open);
        });
    }

    /** A model of a given shape with random weights, for benchmarks. */
    public static Rwkv7Model random(Rwkv7Config config, long seed, Backend backend) {
        return new Rwkv7Model("random", config, RandomWeights.of(config, seed), backend, null);
    }

    @Override
    protected Rwkv7State begin(int capacity, int spare) {
        return new Rwkv7State(config(), capacity);
    }

    @Override
    protected Pass pass(ModelState state, int rows, List<Branch> branches) {
        return new Rwkv7Pass(this, (Rwkv7State) state, rows, branches);
    }

    @Override
    public HeadReadout readout(int i) {
        LayerWeights.TimeMixWeights w = weights().layers().get(i).time();
        return readout(w.out(), new HeadNorm.Centred(w.headNorm().weight(), config().headEps()));
    }

    @Override
    public FinalNorm finalNorm() {
        return new FinalNorm(weights().finalNorm().weight(), 0, true, config().eps());
    }
}
