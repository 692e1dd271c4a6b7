package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Results of clamped features for people. */
final class CausalClampTable {

    private CausalClampTable() {
    }

    static void print(ObjectNode result, PrintWriter out) {
        String part = result.at("/config/part").textValue();
        out.printf(Locale.ROOT, "%s, layer %d head %d, %d passages%n", part, result.at("/config/layer").intValue(),
                result.at("/config/head").intValue(), result.get(part).get("n_prompts").intValue());
        if (part.equals(CausalClampOptions.GROUP)) {
            group(result.get(part), out);
        } else {
            features(result.get(part), out);
        }
    }

    private static void features(JsonNode json, PrintWriter out) {
        out.println("  feature  property                   rho    raised to       before        after        shift       d        p  "
                + "right way  reconstruction");
        for (JsonNode one : json.get("feature_results")) {
            out.printf(Locale.ROOT, "  %7d  %-22s  %+.3f  %11.4g  %11.5g  %11.5g  %+11.4g  %+.3f  %7s  %-9s  %+.4g%n",
                    one.get("feature_idx").intValue(),
                    one.get("property").textValue(), one.get("rho").doubleValue(), one.get("clamp_value").doubleValue(),
                    one.get("mean_baseline").doubleValue(), one.get("mean_clamped").doubleValue(), one.get("mean_shift").doubleValue(),
                    one.get("cohens_d").doubleValue(), Shown.number("%.4f", one.get("p_value")),
                    one.get("direction_aligned").booleanValue() ? "yes" : "no", one.get("reconstruction_shift").doubleValue());
        }
        JsonNode summary = json.get("summary");
        out.printf(Locale.ROOT, "  %d of %d go the right way (sign test p = %.3f), %d have p < 0.05; mean |d| %.3f%n",
                summary.get("n_direction_aligned").intValue(), json.get("n_features").intValue(), summary.get("sign_p").doubleValue(),
                summary.get("n_significant_p05").intValue(), summary.get("mean_abs_cohens_d").doubleValue());
    }

    private static void group(JsonNode json, PrintWriter out) {
        String main = json.get("main_property").textValue();
        out.printf(Locale.ROOT, "  %s, which should %s%n", main, json.get("main_property_direction").doubleValue() > 0 ? "grow" : "fall");
        out.println("  raised                   shift       d        p");
        row(out, "none (reconstruction)", json.get("reconstruction"), main);
        json.get("dose_results").forEach(dose -> row(out, dose.get("dose").intValue() + " of the group", dose, main));
        json.get("random_controls").forEach(random -> row(out, "random group " + (random.get("control_idx").intValue() + 1), random, main));
        JsonNode summary = json.get("summary");
        out.printf(Locale.ROOT, "  best shift the right way %+.4g, of random groups on average %+.4g (ratio %.2f)%n",
                summary.get("best_main_property_shift").doubleValue(), summary.get("random_main_property_mean_shift").doubleValue(),
                summary.get("ratio_vs_random_mean").doubleValue());
    }

    private static void row(PrintWriter out, String name, JsonNode one, String main) {
        JsonNode shift = one.get("property_shifts").get(main);
        out.printf(Locale.ROOT, "  %-21s  %+9.4g  %+.3f  %7s%n", name, shift.get("mean_shift").doubleValue(),
                shift.get("cohens_d").doubleValue(),
                Shown.number("%.4f", shift.get("p_value")));
    }
}
