package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.install.InstallJson;

/** The result of INSTALL as a table. */
final class InstallTable {
    private InstallTable() {
    }

    static void print(JsonNode result, PrintWriter out) {
        JsonNode config = result.get("config");
        out.printf(Locale.ROOT, "layer %d head %d, %d prompts, %d targets, %d places of the edit%n", config.get("layer").intValue(),
                config.get("head").intValue(), config.get("n_prompts").intValue(), result.get("targets").size(),
                config.get("back").size());
        out.println("an analogue: the paper's prompts and targets are not published");
        out.println("  class           m  trials  pairs  included            95 %   native     lift  rank up  rank shift  log p lift");
        rows("pooled", result.get("summary").get("pooled"), config, out);
        result.get("summary").get("classes").properties().forEach(of -> rows(of.getKey(), of.getValue(), config, out));
    }

    private static void rows(String label, JsonNode byMagnitude, JsonNode config, PrintWriter out) {
        for (JsonNode m : config.get("magnitudes")) {
            JsonNode rates = byMagnitude.get(InstallJson.key(m.doubleValue()));
            JsonNode interval = rates.get("inclusion_ci");
            out.printf(Locale.ROOT, "  %-11s %5s  %6d  %5d   %5.1f %%  %5.1f - %5.1f %%  %5.1f %%  %+5.1f pp  %5.1f %%  %+10.1f  %+10.3f%n",
                    label, m.asText().replaceAll("\\.0$", ""), rates.get("n_trials").intValue(), rates.get("n_pairs").intValue(),
                    percent(rates, "inclusion"), 100 * interval.get(0).doubleValue(), 100 * interval.get(1).doubleValue(),
                    percent(rates, "native_inclusion"), rates.get("lift_pp").doubleValue(), percent(rates, "rank_improved"),
                    rates.get("median_rank_shift").doubleValue(), rates.get("median_log_p_lift").doubleValue());
        }
    }

    private static double percent(JsonNode rates, String field) {
        return 100 * rates.get(field).doubleValue();
    }
}
