package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Spectra of states as a table. */
final class SpectralText {
    private SpectralText() {
    }

    static void print(ObjectNode result, PrintWriter printed) {
        printed.println("layer head  states   σ1/σ2     std  eff. rank  top-1 energy   writes: top-1  eff. rank   reuse");
        for (Map.Entry<String, JsonNode> layer : result.get("layers").properties()) {
            for (Map.Entry<String, JsonNode> head : layer.getValue().properties()) {
                JsonNode one = head.getValue();
                printed.printf(Locale.ROOT, "%5s %4s  %6d %7.3f %7.3f    %7.2f       %7.4f", layer.getKey(), head.getKey(),
                        one.get("n_samples").intValue(), number(one, "sigma_ratio_mean"), number(one, "sigma_ratio_std"),
                        number(one, "effective_rank_mean"), number(one, "top1_energy_mean"));
                JsonNode writes = one.path("write_metrics");
                if (writes.isObject()) {
                    printed.printf(Locale.ROOT, "         %7.4f    %7.2f %7.4f", number(writes, "write_vec_top1_energy_fraction"),
                            number(writes, "write_vec_erank"), number(writes, "write_reuse_score"));
                }
                printed.println();
            }
        }
        result.at("/summary/correlations").properties().forEach(entry -> printed.printf(Locale.ROOT, "%s: rho %s, p %s, n %d%n",
                entry.getKey().replace('_', ' '), Shown.number("%.3f", entry.getValue().path("spearman_rho")),
                Shown.number("%.3g", entry.getValue().path("p_value")), entry.getValue().get("n").intValue()));
    }

    private static double number(JsonNode of, String name) {
        return of.get(name).doubleValue();
    }
}
