package org.writesae.model.fla;

import org.writesae.model.ModelConfig;

/** The config of a model whose layers all have a state, with the sizes that DeltaNet and GLA share. */
public interface FlaConfig extends ModelConfig {

    FlaSizes sizes();

    @Override
    default int vocabulary() {
        return sizes().vocabulary();
    }

    @Override
    default int hidden() {
        return sizes().hidden();
    }

    @Override
    default int layers() {
        return sizes().layers();
    }

    @Override
    default boolean hasState(int i) {
        return true;
    }

    @Override
    default int heads() {
        return sizes().heads();
    }

    @Override
    default int dk() {
        return sizes().dk();
    }

    @Override
    default int dv() {
        return sizes().dv();
    }

    /** H · d_k. */
    default int keys() {
        return heads() * dk();
    }

    /** H · d_v. */
    default int values() {
        return heads() * dv();
    }
}
