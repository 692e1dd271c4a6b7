package org.writesae.experiment.probing;

import java.util.stream.IntStream;

import org.writesae.experiment.CellStates;
import org.writesae.sae.WriteSae;

/**
 * Coefficients and properties of some states.
 *
 * @param coefficients [features][n]
 * @param properties   [properties][n], float32 as upstream keeps them
 */
record ProbeSample(float[][] coefficients, float[][] properties) {
    /**
     * Encodes states.
     *
     * @param rows       which of them
     * @param properties of all texts, [n][properties]
     */
    static ProbeSample of(WriteSae sae, CellStates states, int[] rows, double[][] properties) {
        float[][] columns = new float[TextProperties.NAMES.size()][rows.length];
        for (int n = 0; n < rows.length; n++) {
            for (int j = 0; j < columns.length; j++) {
                columns[j][n] = (float) properties[rows[n]][j];
            }
        }
        return new ProbeSample(states.coefficients(sae, rows), columns);
    }

    int size() {
        return properties[0].length;
    }

    /** Share of the states that a feature fires at. */
    double frequency(int feature) {
        int fired = 0;
        for (float value : coefficients[feature]) {
            fired += value > 0 ? 1 : 0;
        }
        return (double) fired / size();
    }

    /** Features that fire at a share of the states or more, ascending. */
    int[] alive(double least) {
        // Upstream's frequencies are float32.
        return IntStream.range(0, coefficients.length).filter(i -> (float) frequency(i) >= least).toArray();
    }
}
