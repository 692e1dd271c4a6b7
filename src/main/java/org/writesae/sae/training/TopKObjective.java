package org.writesae.sae.training;

import org.writesae.kernels.DeadFeatures;
import org.writesae.kernels.SquaredError;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.Activation;
import org.writesae.sae.ReconstructionLoss;
import org.writesae.sae.SaeConfig;

/**
 * TopK and BatchTopK: the squared error, and where features are dead the auxiliary loss, in which the largest of them
 * reconstruct what is left. The features of the two passes differ, since an active one is not dead, so both go through one
 * backward pass, one behind the other.
 */
final class TopKObjective extends Objective {
    private static final Kernel MASK = Kernel.of(DeadFeatures.class, "maskAlive");
    private static final Kernel RESIDUAL = Kernel.of(SquaredError.class, "residual");

    private final Activation.Largest largest;
    private final double weight;
    private int passes;

    /** @param weight of the auxiliary loss: 1 in upstream's code, 1e-2 in the paper */
    TopKObjective(SaeConfig config, Parameters parameters, Batch batch, Backend backend, double weight) {
        super(config, parameters, batch, backend);
        this.largest = new Activation.Largest(config.k(), config.batchTopK());
        this.weight = weight;
    }

    @Override
    void activate(Program p, int states) {
        largest.activate(p, config, batch.a, batch.s, states);
    }

    @Override
    double auxiliary(int states, int dead) {
        passes = dead == 0 ? 1 : 2;
        if (dead == 0) {
            return 0;
        }
        Program p = new Program("auxiliary");
        p.add(MASK, states * config.features(), batch.marked, batch.s, silent(), config.features(),
                ReconstructionLoss.DEAD_AFTER);
        int k = Math.min(ReconstructionLoss.AUXILIARY_K, dead);
        new Activation.Largest(k, false).activate(p, config, batch.second, batch.marked, states);
        p.add(RESIDUAL, states * config.dIn(), batch.rest, batch.x, batch.y);
        decoder.decode(p, batch.secondY, batch.second, states);
        addError(p, batch.secondY, batch.rest, states);
        run(p);
        return weight * batch.error(states) / ((double) states * config.dIn());
    }

    @Override
    void backward(int states) {
        Program p = new Program("backward");
        addErrorGradient(p, batch.y, batch.x, 1, 0, states);
        addCopy(p, batch.a, 0, states);
        if (passes == 2) {
            addErrorGradient(p, batch.secondY, batch.rest, weight, 1, states);
            addCopy(p, batch.second, 1, states);
        }
        int rows = passes * states;
        decoder.coefficientGradient(p, batch.da, batch.both, batch.d, rows);
        decoder.backward(p, batch.both, batch.d, rows);
        encoder.backward(p, batch.da, batch.x, rows, states);
        run(p);
    }
}
