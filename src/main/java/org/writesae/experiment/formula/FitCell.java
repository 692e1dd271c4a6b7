package org.writesae.experiment.formula;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.stats.LinearFit;

/**
 * The points that one R² is taken of: measured changes of a logit beside predictions of them.
 *
 * <p>Of a fit only the zero-parameter R² says how good a prediction is. One slope with an intercept stands in for the whole token
 * factor. One scalar for each triple of place, atom and token says only that the change is linear in ε (K3).
 */
final class FitCell {
    private final List<Double> sizes = new ArrayList<>();
    private final List<Double> measured = new ArrayList<>();
    private final List<Double> triples = new ArrayList<>();
    private final Map<String, List<Double>> predictions = new LinkedHashMap<>();

    /**
     * @param size     ε
     * @param measured change of the logit by it
     * @param triple   the scalar g of its triple in Δℓ ≈ g ε
     */
    void add(double size, double measured, double triple) {
        this.sizes.add(size);
        this.measured.add(measured);
        this.triples.add(triple * size);
    }

    /** A prediction of the point added last. */
    void predict(String name, double value) {
        predictions.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    int points() {
        return measured.size();
    }

    List<String> predictors() {
        return List.copyOf(predictions.keySet());
    }

    /** Without any parameter: 1 − Σ (y − ŷ)² / Σ (y − ȳ)². */
    double zeroParameter(String predictor) {
        return LinearFit.r2OfPrediction(array(predictions.get(predictor)), array(measured), 1);
    }

    /** With one slope and one intercept fitted to the points. */
    double oneSlope(String predictor) {
        return LinearFit.of(array(predictions.get(predictor)), array(measured)).r2();
    }

    /** With one scalar fitted to each triple: a test of linearity in ε, of no prediction. */
    double perTriple() {
        return LinearFit.r2OfPrediction(array(triples), array(measured), 1);
    }

    /** R² without parameters of the points of many cells together, about their common mean. */
    static double pooled(List<FitCell> cells, String predictor) {
        List<Double> predicted = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (FitCell cell : cells) {
            predicted.addAll(cell.predictions.get(predictor));
            all.addAll(cell.measured);
        }
        return LinearFit.r2OfPrediction(array(predicted), array(all), 1);
    }

    static double[] array(List<Double> values) {
        return values.stream().mapToDouble(value -> value).toArray();
    }
}
