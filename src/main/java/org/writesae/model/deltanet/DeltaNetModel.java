package org.writesae.model.deltanet;

import java.nio.file.Path;
import java.util.List;

import org.writesae.io.ModelFiles;
import org.writesae.io.TensorFile;
import org.writesae.model.Branch;
import org.writesae.model.ConvolutionState;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.model.RandomBuffers;
import org.writesae.model.fla.FlaLoader;
import org.writesae.model.fla.FlaModel;
import org.writesae.model.fla.FlaWeights;
import org.writesae.runtime.Backend;

/** A DeltaNet on a backend. */
public final class DeltaNetModel extends FlaModel<DeltaNetConfig, DeltaNetMixer> {

    private DeltaNetModel(String name, DeltaNetConfig config, FlaWeights<DeltaNetMixer> weights, Backend backend,
            TensorFile file) {
        super(name, config, weights, backend, file);
    }

    /**
     * Loads a model directory as flash-linear-attention writes it.
     *
     * @throws org.writesae.io.InputException if a file is missing or broken, a tensor is missing or of a wrong
     *                                        shape, or a weight is not finite
     */
    public static DeltaNetModel load(Path directory, Backend backend) {
        DeltaNetConfig config = DeltaNetConfig.read(directory);
        return loaded(ModelFiles.open(directory), file -> new DeltaNetModel(directory.toString(), config,
                new FlaLoader(file, config.sizes()).load((reader, at) -> DeltaNetMixer.read(config, reader, at)), backend, file));
    }

    /** A model of a given shape with random weights, for benchmarks and tests. */
    public static DeltaNetModel random(DeltaNetConfig config, long seed, Backend backend) {
        RandomBuffers random = new RandomBuffers(seed);
        return new DeltaNetModel("random", config, FlaWeights.random(config.sizes(), random,
                () -> DeltaNetMixer.random(config, random)), backend, null);
    }

    @Override
    protected ModelState begin(int capacity, int spare) {
        return new ConvolutionState(config(), capacity, config().taps(), config().channels());
    }

    @Override
    protected Pass pass(ModelState state, int rows, List<Branch> branches) {
        return new DeltaNetPass(this, (ConvolutionState) state, rows, branches);
    }
}
