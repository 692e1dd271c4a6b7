package org.writesae.experiment.population;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.SubstitutionResultWriter;
import org.writesae.experiment.SubstitutionSummary;
import org.writesae.stats.Bootstrap;
import org.writesae.stats.Correlation;
import org.writesae.stats.MannWhitneyU;
import org.writesae.stats.ProportionInterval;
import org.writesae.stats.Quantile;

/** The summary of a population test. */
final class PopulationJson {
    private final Population population;
    private final List<AtomRow> rows;
    private final List<AtomRow> kept;

    PopulationJson(Population population) {
        this.population = population;
        this.rows = population.rows();
        this.kept = population.kept();
    }

    /** The statistics of the evaluated atoms' firings as of the replacement test, and {@code population}. */
    ObjectNode summary() {
        ObjectNode json = SubstitutionResultWriter.summary(SubstitutionSummary.of(population.keptRecords(), population.plan().seed()));
        json.remove("features");
        json.set("population", atoms());
        return json;
    }

    private ObjectNode atoms() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        List<AliveAtom> alive = population.alive();
        double threshold = population.plan().sampling().threshold();
        int registers = (int) alive.stream().filter(atom -> atom.cosine() >= threshold).count();
        json.put("n_features", population.features()).put("n_alive", alive.size()).put("register_count", registers)
                .put("bundle_count", alive.size() - registers)
                .put("n_sampled", rows.size()).put("n_sampled_registers", classes(rows, true).size())
                .put("n_sampled_bundles", classes(rows, false).size()).put("n_atoms", kept.size())
                .put("n_registers", classes(kept, true).size()).put("n_bundles", classes(kept, false).size());
        if (!kept.isEmpty()) {
            rates(json);
            compared(json);
        }
        bins(json.putArray("cosine_bins"));
        return json;
    }

    private void rates(ObjectNode json) {
        double[] rate = rates(kept);
        Bootstrap mean = Bootstrap.mean(rate, SubstitutionSummary.RESAMPLES, population.plan().seed());
        json.put("mean_rate", mean.observed());
        JsonNumbers.interval(json, "mean_rate_ci95", mean.interval());
        json.put("median_rate", Quantile.median(rate)).put("min_rate", Quantile.linear(rate, 0)).put("max_rate", Quantile.linear(rate, 1));
    }

    /** The classes against each other, and rate against cosine; only what can be computed. */
    private void compared(ObjectNode json) {
        double[] register = rates(classes(kept, true));
        double[] bundle = rates(classes(kept, false));
        if (register.length > 0 && bundle.length > 0) {
            double registerMean = mean(register);
            double bundleMean = mean(bundle);
            MannWhitneyU test = MannWhitneyU.of(register, bundle);
            json.put("register_mean_rate", registerMean).put("bundle_mean_rate", bundleMean)
                    .put("register_minus_bundle_pp", 100 * (registerMean - bundleMean)).put("mann_whitney_u", test.u());
            JsonNumbers.orNull(json, "mann_whitney_p", test.p());
        }
        if (kept.size() > 2) {
            // Of a constant side there is no correlation.
            double[] cosine = kept.stream().mapToDouble(AtomRow::cosine).toArray();
            Correlation pearson = Correlation.pearson(cosine, rates(kept));
            Correlation spearman = Correlation.spearman(cosine, rates(kept));
            JsonNumbers.orNull(json, "pearson_r", pearson.r());
            JsonNumbers.orNull(json, "pearson_p", pearson.p());
            JsonNumbers.orNull(json, "spearman_rho", spearman.r());
            JsonNumbers.orNull(json, "spearman_p", spearman.p());
        }
    }

    /** Table 13, over all sampled atoms. */
    private void bins(ArrayNode table) {
        CosineBins bins = new CosineBins(population.plan().sampling().threshold());
        for (int n = 0; n < CosineBins.COUNT; n++) {
            int bin = n;
            List<AtomRow> inside = rows.stream().filter(row -> bins.of(row.cosine()) == bin).toList();
            int firings = inside.stream().mapToInt(AtomRow::firings).sum();
            int wins = inside.stream().mapToInt(AtomRow::wins).sum();
            ObjectNode json = table.addObject().put("bin", name(bins.edges(), n)).put("n_atoms", inside.size())
                    .put("n_firings", firings).put("n_wins", wins);
            if (firings > 0) {
                json.put("win_rate", (double) wins / firings);
                JsonNumbers.interval(json, "win_rate_ci95", ProportionInterval.wilson(wins, firings));
            }
        }
    }

    private static String name(List<Double> edges, int bin) {
        String low = bin == 0 ? "" : String.format(Locale.ROOT, "%.2f ≤ ", edges.get(bin - 1));
        return low + "cos" + (bin == edges.size() ? "" : String.format(Locale.ROOT, " < %.2f", edges.get(bin)));
    }

    static List<AtomRow> classes(List<AtomRow> rows, boolean register) {
        return rows.stream().filter(row -> row.register() == register).toList();
    }

    private static double[] rates(List<AtomRow> rows) {
        return rows.stream().mapToDouble(AtomRow::rate).toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
