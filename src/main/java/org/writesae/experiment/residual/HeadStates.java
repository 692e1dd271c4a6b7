package org.writesae.experiment.residual;

/** States of the heads of a layer, one of each text. */
public interface HeadStates {

    /** Texts. */
    int count();

    /** Elements of a state. */
    int size();

    /**
     * The states of some texts in a row.
     *
     * @return [count, d_k, d_v] as the dictionaries have it
     */
    float[] of(int head, int first, int count);
}
