package org.writesae.model.fla;

import org.writesae.io.TensorFile;
import org.writesae.model.FamilyModel;
import org.writesae.model.FinalNorm;
import org.writesae.model.HeadNorm;
import org.writesae.model.HeadReadout;
import org.writesae.runtime.Backend;

/**
 * A DeltaNet or a GLA on a backend.
 *
 * @param <C> its config
 * @param <M> weights of a mixer
 */
public abstract class FlaModel<C extends FlaConfig, M extends FlaMixer> extends FamilyModel<C, FlaWeights<M>> {

    /**
     * @param name    where it came from
     * @param config  its sizes
     * @param weights its weights
     * @param backend what runs it
     * @param file    its open weights, closed with the model; null if there are none
     */
    protected FlaModel(String name, C config, FlaWeights<M> weights, Backend backend, TensorFile file) {
        super(name, config, weights, backend, file);
    }

    @Override
    public final HeadReadout readout(int i) {
        M w = weights().layers().get(i).mixer();
        return readout(w.out(), new HeadNorm.PerHead(w.norm(), config().sizes().eps()));
    }

    @Override
    public final FinalNorm finalNorm() {
        return new FinalNorm(weights().finalNorm(), 0, false, config().sizes().eps());
    }
}
