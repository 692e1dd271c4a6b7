package org.writesae.experiment.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.stats.LinearFit;

/** Sorts points into the cells that R² is taken of: of population A by atom, size and rank, of population C by atom and token. */
final class FormulaCells {
    /** The paper's formula as it stands, with W_O in front of its token factor; only where key and value are as wide. */
    static final String PAPER = "paper";
    /** The read alone, the abscissa of the paper's Fig 7a: only a fitted slope makes a prediction of it. */
    static final String READ = "read";
    /** The predictor of Experiment C. */
    static final String PROJECTION = "projection";

    private final FormulaPlan plan;
    private final double[] sizes;
    private final Map<List<Number>, FitCell> ranked = new LinkedHashMap<>();
    private final Map<List<Number>, FitCell> drawn = new LinkedHashMap<>();

    FormulaCells(FormulaPlan plan, List<FormulaPoint> points) {
        this.plan = plan;
        this.sizes = plan.sizes();
        for (int feature : plan.features()) {
            List<FormulaPoint> own = points.stream().filter(point -> point.feature() == feature).toList();
            for (double size : plan.epsilons()) {
                for (int n = 0; n < plan.ranks().size(); n++) {
                    FitCell cell = new FitCell();
                    for (FormulaPoint point : own) {
                        add(cell, point, size, n, plan.epsilons(), false);
                    }
                    ranked.put(List.of(feature, size, plan.ranks().get(n)), cell);
                }
            }
            for (int n = 0; n < plan.evalTokens().size(); n++) {
                FitCell cell = new FitCell();
                for (FormulaPoint point : own) {
                    for (double size : plan.scales()) {
                        add(cell, point, size, plan.ranks().size() + n, plan.scales(), true);
                    }
                }
                drawn.put(List.of(feature, plan.evalTokens().get(n)), cell);
            }
        }
    }

    /** Population A: {feature, ε, rank} to its cell. */
    Map<List<Number>, FitCell> ranked() {
        return ranked;
    }

    /** Population C: {feature, token} to its cell. */
    Map<List<Number>, FitCell> drawn() {
        return drawn;
    }

    private void add(FitCell cell, FormulaPoint point, double size, int token, List<Double> population, boolean projected) {
        cell.add(size, point.measured()[Arrays.binarySearch(sizes, size)][token], scalar(point, token, population));
        predictions(point, token).forEach((name, value) -> cell.predict(name, size * value));
        if (projected) {
            cell.predict(PROJECTION, size * point.projection() * point.plain()[token]);
        }
    }

    /** What each predictor says of a change of size 1: reads with the decay or exact, token factor plain or refined, and more. */
    static Map<String, Double> predictions(FormulaPoint point, int token) {
        double decayed = point.reads()[FormulaPoint.DECAYED];
        double exact = point.reads()[FormulaPoint.EXACT];
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("plain", decayed * point.plain()[token]);
        all.put("plain_exact", exact * point.plain()[token]);
        all.put("refined", decayed * point.refined()[token]);
        all.put("refined_exact", exact * point.refined()[token]);
        if (point.exchanged().length > 0) {
            all.put(PAPER, point.reads()[FormulaPoint.EXCHANGED] * point.exchanged()[token]);
        }
        all.put(READ, decayed);
        return all;
    }

    /** Least squares through the origin over the sizes of a population. */
    private double scalar(FormulaPoint point, int token, List<Double> population) {
        List<Double> y = new ArrayList<>();
        for (double size : population) {
            y.add(point.measured()[Arrays.binarySearch(sizes, size)][token]);
        }
        return LinearFit.slopeThroughOrigin(FitCell.array(population), FitCell.array(y));
    }
}
