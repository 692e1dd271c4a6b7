package org.writesae.experiment.formula;

import java.util.ArrayList;
import java.util.List;

import org.writesae.experiment.install.NormReference;
import org.writesae.io.InputException;
import org.writesae.stats.NumpyRandom;

/**
 * What experiment E5 measures.
 *
 * @param layer     the cell
 * @param head      the cell
 * @param triples   places and tokens
 * @param magnitude size of an edit in units of {@code norm}
 * @param norm      its unit
 * @param key       its key side
 */
public record SignPlan(int layer, int head, List<Triple> triples, double magnitude, NormReference norm, KeyFactor key) {

    /**
     * A token and the place where its direction is written.
     *
     * @param token    T
     * @param passage  index of the passage
     * @param position t, with a token behind it
     */
    public record Triple(int token, int passage, int position) {
    }

    /**
     * Draws triples with {@code numpy.random.RandomState(seed)}: for each a token, a passage and a position of it, every one
     * equally likely.
     *
     * @throws InputException if a passage has no token with another behind it
     */
    public static List<Triple> draw(int seed, int count, int vocabulary, int[][] passages) {
        NumpyRandom random = new NumpyRandom(seed);
        List<Triple> triples = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int token = random.below(vocabulary);
            int passage = random.below(passages.length);
            if (passages[passage].length < 2) {
                throw new InputException("--tokens: passage " + passage + " has one token, and one has to follow the edited one");
            }
            triples.add(new Triple(token, passage, random.below(passages[passage].length - 1)));
        }
        return triples;
    }
}
