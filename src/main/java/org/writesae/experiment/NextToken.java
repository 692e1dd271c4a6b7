package org.writesae.experiment;

/**
 * The next-token distribution after one condition, in a few numbers.
 *
 * @param top1 the likeliest token; of equal ones the lower id
 * @param rank tokens likelier than the one the passage has there, 0 for the first; −1 where the passage ends
 * @param logP log p of the one the passage has there, nats; NaN where the passage ends
 */
public record NextToken(int top1, int rank, double logP) {

    /**
     * Reads a row of logits.
     *
     * @param from       where it starts
     * @param vocabulary its length
     * @param normalizer log Σ_j exp(logit_j)
     * @param following  the token of the passage, −1 for none
     */
    static NextToken of(double[] logits, int from, int vocabulary, double normalizer, int following) {
        int top = 0;
        int likelier = 0;
        double own = following < 0 ? Double.POSITIVE_INFINITY : logits[from + following];
        for (int j = 0; j < vocabulary; j++) {
            top = logits[from + j] > logits[from + top] ? j : top;
            likelier += logits[from + j] > own ? 1 : 0;
        }
        return following < 0 ? new NextToken(top, -1, Double.NaN) : new NextToken(top, likelier, own - normalizer);
    }
}
