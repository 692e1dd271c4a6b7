package org.writesae.experiment.residual;

import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;

import org.writesae.sae.WriteSae;

/** What the dictionaries of a tag leave of some states, and the features they need for it. */
final class Residuals {
    private final SortedMap<Integer, WriteSae> dictionaries;
    private final HeadStates states;

    Residuals(SortedMap<Integer, WriteSae> dictionaries, HeadStates states) {
        this.dictionaries = dictionaries;
        this.states = states;
    }

    /**
     * Residuals S − Ŝ of one head.
     *
     * @param first  first text
     * @param count  texts in a row, encoded together
     * @param active gets the features that fire at all. Modified.
     * @return [count, d]
     */
    double[][] of(int head, int first, int count, BitSet active) {
        WriteSae sae = dictionaries.get(head);
        float[] x = states.of(head, first, count);
        float[] coefficients = sae.encodeBatch(x, count);
        int features = sae.config().features();
        for (int n = 0; n < coefficients.length; n++) {
            if (coefficients[n] != 0) {
                active.set(n % features);
            }
        }
        float[] y = sae.decode(coefficients, count);
        int size = states.size();
        double[][] residuals = new double[count][size];
        for (int s = 0; s < count; s++) {
            for (int p = 0; p < size; p++) {
                residuals[s][p] = (double) x[s * size + p] - y[s * size + p];
            }
        }
        return residuals;
    }

    /** The same of all heads, by head. */
    SortedMap<Integer, double[][]> ofAll(int first, int count, SortedMap<Integer, BitSet> active) {
        SortedMap<Integer, double[][]> found = new TreeMap<>();
        dictionaries.keySet().forEach(head -> found.put(head, of(head, first, count, active.get(head))));
        return found;
    }
}
