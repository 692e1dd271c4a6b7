package org.writesae.sae.training;

/**
 * An epoch's result over the validation states (upstream {@code evaluate}).
 *
 * @param mse  mean squared error, every state counting alike
 * @param l0   active features of a state, mean
 * @param dead features that no validation state activates
 */
public record Evaluation(double mse, double l0, int dead) {

    /** Evaluates batch by batch, as BatchTopK sees them; counters of silent features stay as they are. */
    static Evaluation of(Objective objective, StatesData data, int[] samples, int batchSize) {
        Batch batch = objective.batch;
        int features = objective.config.features();
        double squares = 0;
        long active = 0;
        boolean[] ever = new boolean[features];
        for (int from = 0; from < samples.length; from += batchSize) {
            int states = Math.min(batchSize, samples.length - from);
            data.read(samples, from, states, batch.x.floats());
            squares += objective.reconstruct(states);
            for (int n = 0; n < states * features; n++) {
                boolean on = batch.a.floats()[n] != 0;
                active += on ? 1 : 0;
                ever[n % features] |= on;
            }
        }
        int dead = 0;
        for (boolean one : ever) {
            dead += one ? 0 : 1;
        }
        return new Evaluation(squares / samples.length / objective.config.dIn(), (double) active / samples.length, dead);
    }
}
