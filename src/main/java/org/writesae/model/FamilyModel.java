package org.writesae.model;

import java.util.function.Function;

import org.writesae.io.TensorFile;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;

/**
 * A model of one family.
 *
 * @param <C> its config
 * @param <W> its weights
 */
public abstract class FamilyModel<C extends ModelConfig, W extends ModelWeights> extends HostModel {
    private final C config;
    private final W weights;

    /**
     * @param name    where it came from
     * @param config  its sizes
     * @param weights its weights
     * @param backend what runs it
     * @param file    its open weights, closed with the model; null if there are none
     */
    protected FamilyModel(String name, C config, W weights, Backend backend, TensorFile file) {
        super(name, backend, file);
        this.config = config;
        this.weights = weights;
    }

    /** What is made of a checkpoint that is open; it is closed again if that fails. */
    protected static <M> M loaded(TensorFile file, Function<TensorFile, M> load) {
        try {
            return load.apply(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public final C config() {
        return config;
    }

    /** All weights. */
    public final W weights() {
        return weights;
    }

    /** The way of head outputs into the residual stream by an output projection, [H·d_v, hidden], behind norm and gate. */
    protected final HeadReadout readout(Buffer projection, HeadNorm norm) {
        return new HeadReadout(projection, norm, config.heads(), config.dv(), config.hidden());
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
