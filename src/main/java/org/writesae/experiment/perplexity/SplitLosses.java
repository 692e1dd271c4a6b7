package org.writesae.experiment.perplexity;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Losses of the suffixes of all sequences, for the unchanged run and each replacement.
 *
 * @param tokens   scored tokens of a sequence
 * @param baseline [sequences], mean loss of each, nats
 * @param losses   [replacements, sequences]
 * @param errors   [replacements, sequences], mean squared error of the states replaced
 */
public record SplitLosses(int tokens, double[] baseline, double[][] losses, double[][] errors) {

    /**
     * Losses of all sequences together, as upstream sums them: loss · tokens of each, over all tokens.
     *
     * @param loss nats per token
     */
    public record Total(double loss, double perplexity, int tokens) {

        /**
         * Of some texts.
         *
         * @param each   mean loss of each
         * @param tokens scored tokens of a text
         */
        public static Total of(double[] each, int tokens) {
            double sum = 0;
            for (double loss : each) {
                sum += loss * tokens;
            }
            int all = tokens * each.length;
            return new Total(sum / all, Math.exp(sum / all), all);
        }
    }

    public Total ofBaseline() {
        return Total.of(baseline, tokens);
    }

    public Total of(int replacement) {
        return Total.of(losses[replacement], tokens);
    }

    /** Change of the perplexity of all sequences, %. */
    public double deltaPercent(int replacement) {
        double before = ofBaseline().perplexity();
        return (of(replacement).perplexity() - before) / before * 100;
    }

    /** Mean squared error of the states replaced: over elements, heads and sequences. */
    public double error(int replacement) {
        return Arrays.stream(errors[replacement]).sum() / errors[replacement].length;
    }

    /** [sequences]: change of the loss of each. */
    public double[] deltas(int replacement) {
        return IntStream.range(0, baseline.length).mapToDouble(s -> losses[replacement][s] - baseline[s]).toArray();
    }
}
