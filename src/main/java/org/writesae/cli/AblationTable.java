package org.writesae.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The parts of {@code reproduce circuit_ablation} for people. */
final class AblationTable {
    private static final int SHOWN = 10;

    private AblationTable() {
    }

    static void print(ObjectNode result, PrintWriter out) {
        JsonNode config = result.get("config");
        out.printf(Locale.ROOT, "%s: layer %d head %d, %d texts read on from token %d, convolutions %s%n", config.get("part").textValue(),
                config.get("layer").intValue(), config.get("head").intValue(), config.get("n_sequences").intValue(),
                config.get("split").intValue(),
                config.get("conv").textValue());
        switch (config.get("part").textValue()) {
            case "single" -> single(result, out);
            case "group" -> group(result, out);
            default -> random(result, out);
        }
    }

    private static void single(JsonNode result, PrintWriter out) {
        out.println("property                    feature       rho   loss, most  loss, least  selectivity");
        List<JsonNode> features = new ArrayList<>();
        result.get("feature_results").forEach(features::add);
        features.sort(Comparator.comparingDouble(one -> -one.get("selectivity").doubleValue()));
        features.stream().limit(SHOWN).forEach(one -> out.printf(Locale.ROOT, "%-27s %7s %+9.3f %s%n", one.get("property").textValue(),
                "F" + one.get("feature_idx").intValue(), one.get("rho").doubleValue(), changes(one)));
        if (features.size() > SHOWN) {
            out.printf(Locale.ROOT, "and %d more in the result%n", features.size() - SHOWN);
        }
        JsonNode summary = result.get("summary");
        out.printf(Locale.ROOT, "%d of %d selective, mean %+.4e, largest %+.4e; own property over others %s%n",
                summary.get("n_causal_positive").intValue(),
                summary.get("n_total").intValue(), summary.get("mean_selectivity").doubleValue(),
                summary.get("max_selectivity").doubleValue(),
                Shown.number("%+.4e", summary.get("diagonal_dominance")));
    }

    private static String changes(JsonNode one) {
        return String.format(Locale.ROOT, "%+12.4e %+12.4e %+12.4e", one.get("delta_loss_high").doubleValue(),
                one.get("delta_loss_low").doubleValue(),
                one.get("selectivity").doubleValue());
    }

    private static void group(JsonNode result, PrintWriter out) {
        out.println("property                    left out    loss, most  loss, least  selectivity");
        result.get("property_results").properties().forEach(property -> {
            for (JsonNode point : property.getValue().get("dose_curve")) {
                if (point.get("n_ablated").intValue() > 0) {
                    out.printf(Locale.ROOT, "%-27s %8d  %s%n", property.getKey(), point.get("n_ablated").intValue(), changes(point));
                }
            }
        });
        JsonNode summary = result.get("summary");
        out.printf(Locale.ROOT, "all left out: %d of %d selective, mean %+.4e; largest of all: %s, %+.4e%n",
                summary.get("n_positive_selectivity").intValue(), summary.get("n_total").intValue(),
                summary.get("mean_max_dose_selectivity").doubleValue(), summary.get("best_property").textValue(),
                summary.get("best_selectivity").doubleValue());
    }

    private static void random(JsonNode result, PrintWriter out) {
        JsonNode summary = result.get("summary");
        JsonNode own = summary.get("own_baselines");
        out.println("mean |change of the loss|, against                  reconstruction  unchanged state");
        out.printf(Locale.ROOT, "%-50s %15.4e%n", summary.get("n_alive_features").intValue() + " features left out",
                summary.at("/alive_features/mean_abs_delta_loss").doubleValue());
        out.printf(Locale.ROOT, "%-50s %15.4e  %15.4e%n", summary.get("n_random_directions").intValue() + " directions projected out",
                summary.at("/random_directions/mean_abs_delta_loss").doubleValue(),
                own.at("/random_directions/mean_abs_delta_loss").doubleValue());
        out.printf(Locale.ROOT, "%-50s %15s  %+15.4e%n", "the reconstruction itself, signed", "",
                own.get("reconstruction_delta_loss").doubleValue());
        test(out, "directions against the reconstruction, as upstream", summary.get("comparison"));
        test(out, "directions against the unchanged state", own.get("comparison"));
    }

    private static void test(PrintWriter out, String name, JsonNode test) {
        out.printf(Locale.ROOT, "%s: ratio %s, d %s, Mann-Whitney p %s, Welch p %s%n", name,
                Shown.number("%.3f", test.get("ratio_mean_abs")),
                Shown.number("%.3f", test.get("cohens_d")), Shown.number("%.3g", test.get("mann_whitney_p")),
                Shown.number("%.3g", test.get("welch_p")));
    }
}
