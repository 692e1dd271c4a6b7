package org.writesae.sae.training;

/**
 * The loss of a batch, means added up in double.
 *
 * @param mse  squared error of the reconstruction, over all elements
 * @param aux  the variant's other term, with its weights
 * @param dead features that have long been silent, this batch counted
 */
public record Losses(double mse, double aux, int dead) {

    /** What the gradients are of. */
    public double total() {
        return mse + aux;
    }
}
