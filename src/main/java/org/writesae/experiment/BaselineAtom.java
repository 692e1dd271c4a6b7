package org.writesae.experiment;

/**
 * A rank-1 matrix that takes the place of the dictionary's atom in the replacement test, at the norm of the native write:
 * what the atoms have to be better than. Firings, deletion and random control stay those of the dictionary.
 */
public interface BaselineAtom {
    /**
     * Factors of unit length.
     *
     * @param key   [d_k]
     * @param value [d_v]
     */
    record Factors(float[] key, float[] value) {
    }

    /**
     * What is written at a firing.
     *
     * @param state [d_k, d_v], the state S_t after the write
     */
    Factors at(float[] state);
}
