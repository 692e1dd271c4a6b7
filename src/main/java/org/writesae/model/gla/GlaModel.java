package org.writesae.model.gla;

import java.nio.file.Path;
import java.util.List;

import org.writesae.io.ModelFiles;
import org.writesae.io.TensorFile;
import org.writesae.model.Branch;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.model.RandomBuffers;
import org.writesae.model.fla.FlaLoader;
import org.writesae.model.fla.FlaModel;
import org.writesae.model.fla.FlaWeights;
import org.writesae.runtime.Backend;

/** A GLA on a backend. */
public final class GlaModel extends FlaModel<GlaConfig, GlaMixer> {

    private GlaModel(String name, GlaConfig config, FlaWeights<GlaMixer> weights, Backend backend, TensorFile file) {
        super(name, config, weights, backend, file);
    }

    /**
     * Loads a model directory as flash-linear-attention writes it.
     *
     * @throws org.writesae.io.InputException if a file is missing or broken, a tensor is missing or of a wrong
     *                                        shape, or a weight is not finite
     */
    public static GlaModel load(Path directory, Backend backend) {
        GlaConfig config = GlaConfig.read(directory);
        return loaded(ModelFiles.open(directory), file -> new GlaModel(directory.toString(), config,
                new FlaLoader(file, config.sizes()).load((reader, at) -> GlaMixer.read(config, reader, at)), backend, file));
    }

    /** A model of a given shape with random weights, for benchmarks and tests. */
    public static GlaModel random(GlaConfig config, long seed, Backend backend) {
        RandomBuffers random = new RandomBuffers(seed);
        return new GlaModel("random", config, FlaWeights.random(config.sizes(), random, () -> GlaMixer.random(config, random)),
                backend, null);
    }

    @Override
    protected ModelState begin(int capacity, int spare) {
        return new ModelState(config(), capacity);
    }

    @Override
    protected Pass pass(ModelState state, int rows, List<Branch> branches) {
        return new GlaPass(this, state, rows, branches);
    }
}
