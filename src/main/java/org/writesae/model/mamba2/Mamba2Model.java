package org.writesae.model.mamba2;

import java.nio.file.Path;
import java.util.List;

import org.writesae.io.ModelFiles;
import org.writesae.io.TensorFile;
import org.writesae.model.Branch;
import org.writesae.model.ConvolutionState;
import org.writesae.model.FamilyModel;
import org.writesae.model.FinalNorm;
import org.writesae.model.HeadNorm;
import org.writesae.model.HeadReadout;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.runtime.Backend;

/** A Mamba-2 language model on a backend. */
public final class Mamba2Model extends FamilyModel<Mamba2Config, Mamba2Weights> {

    private Mamba2Model(String name, Mamba2Config config, Mamba2Weights weights, Backend backend, TensorFile file) {
        super(name, config, weights, backend, file);
    }

    /**
     * Loads a model directory in the layout of transformers or of state-spaces.
     *
     * @throws InputException if a file is missing or broken, a tensor is missing or of a wrong shape, or
     *                        a weight is not finite
     */
    public static Mamba2Model load(Path directory, Backend backend) {
        Mamba2Config config = Mamba2Config.read(directory);
        return loaded(ModelFiles.open(directory),
                file -> new Mamba2Model(directory.toString(), config, new WeightLoader(file, config).load(), backend, file));
    }

    /** A model of a given shape with random weights, for benchmarks. */
    public static Mamba2Model random(Mamba2Config config, long seed, Backend backend) {
        return new Mamba2Model("random", config, RandomWeights.of(config, seed), backend, null);
    }

    /** Branches need no room of their own: nothing here grows with the text. */
    @Override
    protected ModelState begin(int capacity, int spare) {
        return new ConvolutionState(config(), capacity, config().taps(), config().channels());
    }

    @Override
    protected Pass pass(ModelState state, int rows, List<Branch> branches) {
        return new Mamba2Pass(this, (ConvolutionState) state, rows, branches);
    }

    @Override
    public HeadReadout readout(int i) {
        Mamba2Weights.Layer w = weights().layers().get(i);
        return readout(w.out(), new HeadNorm.GateFirst(w.gateNorm(), config().normGroups(), config().eps()));
    }

    @Override
    public FinalNorm finalNorm() {
        return new FinalNorm(weights().finalNorm(), 0, false, config().eps());
    }
}
