package org.writesae.sae.training;

/**
 * What the log says about one batch (upstream's names).
 *
 * @param lr           learning rate of the step
 * @param losses       of the batch, before the step
 * @param nmse         mse over the mean square of the states
 * @param explainedVar 1 − mse over the variance of the states' elements
 * @param l0           active features of a state, mean
 * @param bandwidth    h of an annealed JumpReLU, else NaN
 */
public record Measures(double lr, Losses losses, double nmse, double explainedVar, double l0, double bandwidth) {
    private static final double LEAST = 1e-12;

    /** Measures the first {@code states} of a batch. */
    static Measures of(Batch batch, int states, int dIn, int features, double lr, Losses losses, double bandwidth) {
        float[] x = batch.x.floats();
        int elements = states * dIn;
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < elements; n++) {
            sum += x[n];
            squares += (double) x[n] * x[n];
        }
        double mean = sum / elements;
        double deviations = 0;
        for (int n = 0; n < elements; n++) {
            deviations += (x[n] - mean) * (x[n] - mean);
        }
        long active = 0;
        for (int n = 0; n < states * features; n++) {
            active += batch.a.floats()[n] != 0 ? 1 : 0;
        }
        return new Measures(lr, losses, losses.mse() / Math.max(squares / elements, LEAST),
                1 - losses.mse() / Math.max(deviations / (elements - 1), LEAST), (double) active / states, bandwidth);
    }
}
