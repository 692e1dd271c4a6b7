package org.writesae.experiment.formula;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.stats.ProportionInterval;
import org.writesae.stats.Quantile;

/** The numbers of experiment E3 as JSON. */
final class FormulaSummary {
    /** A cell of fewer points says nothing. */
    static final int LEAST = 3;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final FormulaPlan plan;
    private final List<FormulaPoint> points;
    private final FormulaCells cells;

    FormulaSummary(FormulaPlan plan, List<FormulaPoint> points) {
        this.plan = plan;
        this.points = points;
        this.cells = new FormulaCells(plan, points);
    }

    ObjectNode json() {
        ObjectNode summary = NODES.objectNode().put("n_places", points.size())
                .put("n_atoms", points.stream().mapToInt(FormulaPoint::feature).distinct().count());
        ObjectNode a = summary.putObject("A");
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int rank : plan.ranks()) {
            List<FitCell> own = cells.ranked().entrySet().stream().filter(entry -> entry.getKey().get(2).equals(rank))
                    .map(Map.Entry::getValue).toList();
            ObjectNode fits = fits(own);
            a.set("rank_" + rank, fits);
            if (rank >= 2 && rank <= 5 && fits.get("per_triple").has("median")) {
                low = Math.min(low, fits.get("per_triple").get("median").doubleValue());
                high = Math.max(high, fits.get("per_triple").get("median").doubleValue());
            }
        }
        if (low <= high) {
            a.putObject("ranks_2_to_5_per_triple_median").put("low", low).put("high", high);
        }
        first().ifPresent(cell -> JsonNumbers.ifFinite(a, "first_atom_read_one_slope", cell.oneSlope(FormulaCells.READ)));
        summary.set("sign_flips", signs());
        summary.set("neglected_erase", neglected());
        summary.set("C", fits(cells.drawn().values()));
        return summary;
    }

    /** The cell of the first atom at its largest size for the likeliest token, as in the paper's Fig 7a. */
    private Optional<FitCell> first() {
        return cells.ranked().entrySet().stream()
                .filter(entry -> entry.getKey().get(0).equals(plan.features().getFirst()) && entry.getKey().get(1).equals(shownSize())
                        && entry.getKey().get(2).equals(plan.ranks().getFirst()))
                .map(Map.Entry::getValue).filter(cell -> cell.points() >= LEAST).findFirst();
    }

    private Double shownSize() {
        return plan.epsilons().contains(1.0) ? Double.valueOf(1) : plan.epsilons().getLast();
    }

    /** R² of every cell with enough points: of each predictor without parameters and with one slope, and of one scalar per triple. */
    private ObjectNode fits(Collection<FitCell> all) {
        List<FitCell> own = all.stream().filter(cell -> cell.points() >= LEAST).toList();
        ObjectNode node = NODES.objectNode().put("n_cells", own.size());
        List<String> predictors = own.isEmpty() ? List.of() : own.getFirst().predictors();
        for (String predictor : predictors) {
            ObjectNode one = node.putObject(predictor);
            if (!predictor.equals(FormulaCells.READ)) {
                one.set("zero_parameter", spread(own, cell -> cell.zeroParameter(predictor)));
                JsonNumbers.ifFinite(one, "pooled_zero_parameter", FitCell.pooled(own, predictor));
            }
            one.set("one_slope", spread(own, cell -> cell.oneSlope(predictor)));
        }
        node.set("per_triple", spread(own, FitCell::perTriple));
        return node;
    }

    private static ObjectNode spread(List<FitCell> cells, ToDoubleFunction<FitCell> r2) {
        double[] values = cells.stream().mapToDouble(r2).filter(Double::isFinite).toArray();
        ObjectNode node = NODES.objectNode().put("n", values.length);
        if (values.length > 0) {
            node.put("median", Quantile.median(values)).put("q25", Quantile.linear(values, 0.25))
                    .put("q75", Quantile.linear(values, 0.75)).put("p10", Quantile.linear(values, 0.1))
                    .put("min", Arrays.stream(values).min().orElseThrow());
        }
        return node;
    }

    /** Trials whose change has another sign than a prediction: places, sizes of population A, its likeliest token. */
    private ObjectNode signs() {
        ObjectNode node = NODES.objectNode();
        double[] sizes = plan.sizes();
        Set<String> names = points.isEmpty() ? Set.of() : FormulaCells.predictions(points.getFirst(), 0).keySet();
        for (String name : names) {
            int flips = 0;
            int trials = 0;
            for (FormulaPoint point : points) {
                double predicted = FormulaCells.predictions(point, 0).get(name);
                for (double size : plan.epsilons()) {
                    double y = point.measured()[Arrays.binarySearch(sizes, size)][0];
                    if (y != 0 && predicted != 0) {
                        trials++;
                        flips += y > 0 != predicted > 0 ? 1 : 0;
                    }
                }
            }
            ObjectNode one = node.putObject(name).put("trials", trials).put("flips", flips);
            if (trials > 0) {
                one.put("fraction", (double) flips / trials).put("wilson_upper", ProportionInterval.wilson(flips, trials).high());
            }
        }
        return node;
    }

    /** What the erases on the way take from the read, relative to it. */
    private ObjectNode neglected() {
        double[] relative = points.stream()
                .mapToDouble(p -> Math.abs(p.reads()[FormulaPoint.EXACT] / p.reads()[FormulaPoint.DECAYED] - 1))
                .filter(Double::isFinite).toArray();
        ObjectNode node = NODES.objectNode().put("n", relative.length);
        if (relative.length > 0) {
            node.put("median", Quantile.median(relative)).put("p90", Quantile.linear(relative, 0.9));
        }
        return node;
    }

    /** One line of JSON for each cell. */
    String records() {
        StringBuilder lines = new StringBuilder();
        cells.ranked().forEach((key, cell) -> lines.append(record(NODES.objectNode().put("population", "A")
                .put("feature", key.get(0).intValue()).put("epsilon", key.get(1).doubleValue()).put("rank", key.get(2).intValue()),
                cell)));
        cells.drawn().forEach((key, cell) -> lines.append(record(NODES.objectNode().put("population", "C")
                .put("feature", key.get(0).intValue()).put("token", key.get(1).intValue()), cell)));
        return lines.toString();
    }

    private static String record(ObjectNode node, FitCell cell) {
        node.put("n", cell.points());
        if (cell.points() >= LEAST) {
            for (String predictor : cell.predictors()) {
                ObjectNode one = node.putObject(predictor);
                if (!predictor.equals(FormulaCells.READ)) {
                    JsonNumbers.ifFinite(one, "zero_parameter", cell.zeroParameter(predictor));
                }
                JsonNumbers.ifFinite(one, "one_slope", cell.oneSlope(predictor));
            }
            JsonNumbers.ifFinite(node, "per_triple", cell.perTriple());
        }
        return node + "\n";
    }

    /** Histogram and scatter of the figure: R² of the cells of population A, and the points of the first atom. */
    ObjectNode figure() {
        ObjectNode node = NODES.objectNode();
        List<FitCell> own = cells.ranked().entrySet().stream()
                .filter(entry -> entry.getKey().get(2).equals(plan.ranks().getFirst()) && entry.getValue().points() >= LEAST)
                .map(Map.Entry::getValue).toList();
        node.set("zero_parameter", array(own, cell -> cell.zeroParameter("refined_exact")));
        node.set("one_slope", array(own, cell -> cell.oneSlope("refined_exact")));
        node.set("per_triple", array(own, FitCell::perTriple));
        ObjectNode scatter = node.putObject("scatter").put("feature", plan.features().getFirst()).put("epsilon", shownSize());
        ArrayNode rows = scatter.putArray("points");
        int size = Arrays.binarySearch(plan.sizes(), shownSize());
        points.stream().filter(point -> point.feature() == plan.features().getFirst()).forEach(point -> {
            Map<String, Double> predicted = FormulaCells.predictions(point, 0);
            rows.addArray().add(shownSize() * predicted.get(FormulaCells.READ)).add(shownSize() * predicted.get("refined_exact"))
                    .add(point.measured()[size][0]);
        });
        return node;
    }

    private static ArrayNode array(List<FitCell> cells, ToDoubleFunction<FitCell> r2) {
        ArrayNode array = NODES.arrayNode();
        cells.stream().mapToDouble(r2).filter(Double::isFinite).forEach(array::add);
        return array;
    }
}
