package org.writesae.model.qwen35;

import java.nio.file.Path;
import java.util.List;

import org.writesae.io.InputException;
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

/** A Qwen3.5 text model on a backend. */
public final class QwenModel extends FamilyModel<QwenConfig, QwenWeights> {
    private RotaryTable rotary = new RotaryTable(new float[0], new float[0]);

    QwenModel(String name, QwenConfig config, QwenWeights weights, Backend backend, TensorFile file) {
        super(name, config, weights, backend, file);
    }

    /**
     * Loads a model directory in the Hugging Face layout.
     *
     * @throws InputException if a file is missing or broken, a tensor is missing or of a wrong shape, or
     *                        a weight is not finite
     */
    public static QwenModel load(Path directory, Backend backend) {
        QwenConfig config = QwenConfig.read(directory);
        return loaded(ModelFiles.open(directory),
                file -> new QwenModel(directory.toString(), config, new WeightLoader(file, config).load(), backend, file));
    }

    /** A model of a given shape with random weights, for benchmarks. */
    public static QwenModel random(QwenConfig config, long seed, Backend backend) {
        return new QwenModel("random", config, RandomWeights.of(config, seed), backend, null);
    }

    @Override
    protected QwenState begin(int capacity, int spare) {
        return new QwenState(config(), capacity, spare);
    }

    @Override
    protected Pass pass(ModelState state, int rows, List<Branch> branches) {
        return new QwenPass(this, (QwenState) state, rows, branches);
    }

    @Override
    public HeadReadout readout(int i) {
        LayerWeights.Delta delta = (LayerWeights.Delta) weights().layers().get(i).mixer();
        return readout(delta.out(), new HeadNorm.PerHead(delta.norm(), config().eps()));
    }

    @Override
    public FinalNorm finalNorm() {
        return new FinalNorm(weights().finalNorm(), Layers.ZERO_CENTRED, false, config().eps());
    }

    /** A table of at least that many positions. Workers make their passes at the same time. */
    synchronized RotaryTable rotary(int positions) {
        if (rotary.cosines().length < positions * (config().rotary() / 2)) {
            rotary = RotaryTable.of(positions, config().rotary(), config().ropeTheta());
        }
        return rotary;
    }
}
