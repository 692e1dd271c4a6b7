package org.writesae.experiment.formula;

/** The tokens with the largest logits. */
final class Likeliest {
    private Likeliest() {
    }

    /** The first {@code count} of them, the largest first, of equal ones the lower id. */
    static int[] of(double[] logits, int count) {
        int[] best = new int[count];
        for (int token = 0; token < logits.length; token++) {
            int place = Math.min(token, count);
            while (place > 0 && logits[token] > logits[best[place - 1]]) {
                if (place < count) {
                    best[place] = best[place - 1];
                }
                place--;
            }
            if (place < count) {
                best[place] = token;
            }
        }
        return best;
    }
}
