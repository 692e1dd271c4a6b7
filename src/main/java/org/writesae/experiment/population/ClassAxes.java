package org.writesae.experiment.population;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.stats.CliffsDelta;
import org.writesae.stats.Correlation;
import org.writesae.stats.MannWhitneyU;
import org.writesae.stats.Quantile;

/**
 * What registers and bundles differ in beyond the share of firings they win (E2b, App H): the effect on the
 * divergence, how often the likeliest token changes, how often they fire. From a finished population test.
 *
 * @param config of that test
 * @param kept   its evaluated atoms
 */
public record ClassAxes(ObjectNode config, List<AtomRow> kept) {
    /** The claim's id. */
    public static final String ID = "register_vs_bundle_appH";

    /**
     * Takes the atoms from the result of a population test.
     *
     * @throws InputException if the file is not one
     */
    public static ClassAxes read(Path file) {
        JsonNode json = JsonFiles.read(file);
        if (!(json.path("config") instanceof ObjectNode config) || !json.path("atoms").isArray() || !config.path("min_firings").isInt()) {
            throw new InputException(file + ": the result of " + PopulationClaim.GATED_DELTA + " was expected, with config and atoms");
        }
        List<AtomRow> kept = new ArrayList<>();
        for (int n = 0; n < json.get("atoms").size(); n++) {
            AtomRow row = AtomRowJson.read(json.get("atoms").get(n), file, "atoms[" + n + "]");
            if (row.firings() >= config.get("min_firings").asInt()) {
                kept.add(row);
            }
        }
        return new ClassAxes(config.deepCopy().put("claim", ID), kept);
    }

    /** The result of the claim. */
    public ObjectNode result() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        ObjectNode summary = result.putObject("summary").put("n_registers", PopulationJson.classes(kept, true).size())
                .put("n_bundles", PopulationJson.classes(kept, false).size())
                .put("n_records", kept.stream().mapToInt(AtomRow::firings).sum());
        axis(summary, "delta_kl", AtomRow::deltaKl);
        axis(summary, "top1_changes_ablate", AtomRow::deleteSwaps);
        axis(summary, "top1_changes_atom", AtomRow::atomSwaps);
        axis(summary, "n_firings_counted", AtomRow::count);
        if (kept.size() > 2) {
            Correlation flips = Correlation.pearson(values(kept, AtomRow::cosine), values(kept, AtomRow::deleteSwaps));
            Correlation counts = Correlation.spearman(values(kept, AtomRow::cosine), values(kept, AtomRow::count));
            JsonNumbers.orNull(summary, "pearson_cosine_top1_changes_ablate", flips.r());
            JsonNumbers.orNull(summary, "pearson_cosine_top1_changes_ablate_p", flips.p());
            JsonNumbers.orNull(summary, "spearman_cosine_n_firings", counts.r());
            JsonNumbers.orNull(summary, "spearman_cosine_n_firings_p", counts.p());
        }
        var atoms = result.putArray("atoms");
        kept.forEach(row -> atoms.add(AtomRowJson.of(row, 1)));
        return result;
    }

    /** Medians of both classes and how they compare; without one of them, nothing. */
    private void axis(ObjectNode summary, String name, ToDoubleFunction<AtomRow> value) {
        double[] register = values(PopulationJson.classes(kept, true), value);
        double[] bundle = values(PopulationJson.classes(kept, false), value);
        if (register.length == 0 || bundle.length == 0) {
            return;
        }
        MannWhitneyU test = MannWhitneyU.of(register, bundle);
        ObjectNode axis = summary.putObject(name).put("register_median", Quantile.median(register))
                .put("bundle_median", Quantile.median(bundle)).put("cliffs_delta", CliffsDelta.of(register, bundle))
                .put("dominance_2p_minus_1", dominance(register, bundle)).put("mann_whitney_u", test.u());
        JsonNumbers.orNull(axis, "mann_whitney_p", test.p());
    }

    /** 2p − 1 with p = P(register > bundle), where a tie counts as a loss: what the paper calls Cliff's δ elsewhere. */
    private static double dominance(double[] x, double[] y) {
        long larger = 0;
        for (double a : x) {
            for (double b : y) {
                larger += a > b ? 1 : 0;
            }
        }
        return 2.0 * larger / ((double) x.length * y.length) - 1;
    }

    private static double[] values(List<AtomRow> rows, ToDoubleFunction<AtomRow> value) {
        return rows.stream().mapToDouble(value).toArray();
    }
}
