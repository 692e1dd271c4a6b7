package org.writesae.sae;

import java.util.Map;

/**
 * What a checkpoint says about its autoencoder, with gaps filled from its tensors.
 *
 * @param type      variant
 * @param features  number of atoms n
 * @param rank      outer products per atom
 * @param dk        key rows of a state
 * @param dv        value columns of a state
 * @param k         atoms kept by TopK
 * @param batchTopK keep k·B over the whole batch instead of k per sample
 * @param layer     null where not stated
 * @param head      null where not stated
 * @param raw       the stored configuration, as it was
 */
public record SaeConfig(SaeType type, int features, int rank, int dk, int dv, int k, boolean batchTopK, Integer layer,
        Integer head, Map<String, Object> raw) {

    /** Elements of a state, d_k·d_v. */
    public int dIn() {
        return dk * dv;
    }

    /** The same with d_k and d_v exchanged. */
    SaeConfig turned() {
        return of(dv, dk);
    }

    /** The same for states of other axes with as many elements. */
    SaeConfig of(int rows, int columns) {
        return new SaeConfig(type, features, rank, rows, columns, k, batchTopK, layer, head, raw);
    }

    /**
     * A number of the stored configuration. Zero counts as not stated, as in upstream's constructors
     * ({@code cfg.get(key, d) or d}).
     */
    public double positive(String key, double otherwise) {
        return raw.get(key) instanceof Number number && number.doubleValue() != 0 ? number.doubleValue() : otherwise;
    }
}
