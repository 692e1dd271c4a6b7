package org.writesae.experiment.spectral;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.SymmetricEigenvalues;
import org.writesae.stats.Vectors;

/**
 * How alike the writes k vᵀ of a head are (upstream {@code _write_metric_summary}): spectra of the second moments
 * of their directions.
 *
 * @param top1Energy    λ_max / Σλ of the Gram matrix of the writes, each of unit norm
 * @param effectiveRank exp of the entropy of λ/Σλ
 * @param rankKeys      the same of the second moment of the key directions
 * @param rankValues    the same of the value directions
 * @param writes        writes with a norm above 1e-8
 */
public record WriteGeometry(double top1Energy, double effectiveRank, double rankKeys, double rankValues, int writes) {
    private static final double SHORTEST = 1e-8;
    private static final double GUARD = 1e-12;

    /**
     * Of n writes.
     *
     * @param keys   n vectors
     * @param values n vectors
     * @return null with fewer than two writes that are not zero
     */
    public static WriteGeometry of(List<double[]> keys, List<double[]> values) {
        List<double[]> k = new ArrayList<>();
        List<double[]> v = new ArrayList<>();
        for (int n = 0; n < keys.size(); n++) {
            if (Vectors.length(keys.get(n)) > SHORTEST && Vectors.length(values.get(n)) > SHORTEST) {
                k.add(unit(keys.get(n)));
                v.add(unit(values.get(n)));
            }
        }
        int n = k.size();
        if (n < 2) {
            return null;
        }
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                gram[i][j] = Vectors.dot(k.get(i), k.get(j)) * Vectors.dot(v.get(i), v.get(j)) / n;
            }
        }
        double[] eigenvalues = positive(SymmetricEigenvalues.of(gram));
        double sum = Arrays.stream(eigenvalues).sum();
        return new WriteGeometry(sum > GUARD ? eigenvalues[0] / sum : 0, rank(eigenvalues), rank(moments(k)), rank(moments(v)), n);
    }

    /** Of directions x [n, d]: eigenvalues of Σ x xᵀ / n. */
    private static double[] moments(List<double[]> directions) {
        int d = directions.getFirst().length;
        double[][] moments = new double[d][d];
        for (double[] x : directions) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    moments[i][j] += x[i] * x[j] / directions.size();
                }
            }
        }
        return positive(SymmetricEigenvalues.of(moments));
    }

    private static double[] positive(double[] eigenvalues) {
        return Arrays.stream(eigenvalues).map(e -> Math.max(0, e)).toArray();
    }

    private static double rank(double[] eigenvalues) {
        double sum = Arrays.stream(eigenvalues).sum();
        return sum <= GUARD ? 0 : Math.exp(-Arrays.stream(eigenvalues).map(e -> e / sum * Math.log(e / sum + GUARD)).sum());
    }

    private static double[] unit(double[] x) {
        double length = Vectors.length(x);
        return Arrays.stream(x).map(value -> value / length).toArray();
    }

    /** 1/√(erank_k · erank_v). */
    public double reuse() {
        return 1 / Math.sqrt(Math.max(rankKeys, GUARD) * Math.max(rankValues, GUARD));
    }

    /** With upstream's names. */
    public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("write_vec_top1_energy_fraction", top1Energy)
                .put("write_vec_erank", effectiveRank).put("write_reuse_score", reuse()).put("erank_k", rankKeys)
                .put("erank_v", rankValues).put("n_valid_writes", writes);
    }

    /** What {@link #json} gave. */
    static WriteGeometry read(JsonNode json) {
        return new WriteGeometry(json.get("write_vec_top1_energy_fraction").doubleValue(), json.get("write_vec_erank").doubleValue(),
                json.get("erank_k").doubleValue(), json.get("erank_v").doubleValue(), json.get("n_valid_writes").intValue());
    }
}
