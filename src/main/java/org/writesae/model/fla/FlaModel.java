package org.writesae.model.fla;

import org.writesae.io.TensorFile;
import org.writesae.model.EmbeddingRows;
import org.writesae.model.FinalNorm;
import org.writesae.model.HeadNorm;
import org.writesae.model.HeadReadout;
import org.writesae.model.HostModel;
import org.writesae.model.OutputMatrix;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;

/**
 * A DeltaNet or a GLA on a backend.
 *
 * @param <C> its config
 * @param <M> weights of a mixer
 */
public abstract class FlaModel<C extends FlaConfig, M> extends HostModel {
    private final C config;
    private final FlaWeights<M> weights;

    /**
     * @param name    where it came from
     * @param config  its sizes
     * @param weights its weights
     * @param backend what runs it
     * @param file    its open weights, closed with the model; null if there are none
     */
    protected FlaModel(String name, C config, FlaWeights<M> weights, Backend backend, TensorFile file) {
        super(name, backend, file);
        this.config = config;
        this.weights = weights;
    }

    @Override
    public final C config() {
        return config;
    }

    /** The way of head outputs into the residual stream, with a norm of each head and an output projection. */
    protected final HeadReadout readout(Buffer norm, Buffer out) {
        return new HeadReadout(out, new HeadNorm.PerHead(norm, config.sizes().eps()), config.heads(), config.dv(), config.hidden());
    }

    @Override
    public final FinalNorm finalNorm() {
        return new FinalNorm(weights.finalNorm(), 0, false, config.sizes().eps());
    }

    /** All weights. */
    public final FlaWeights<M> weights() {
        return weights;
    }

    @Override
    protected final EmbeddingRows embedding() {
        return weights.embedding();
    }

    @Override
    protected final OutputMatrix output() {
        return weights.output();
    }
}
