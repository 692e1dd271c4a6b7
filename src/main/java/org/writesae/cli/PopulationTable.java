package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/** The result of a population test as a plain-text table. */
final class PopulationTable {
    private PopulationTable() {
    }

    static void print(JsonNode result, PrintWriter out) {
        JsonNode p = result.at("/summary/population");
        line(out, "population test, layer %d head %d: %d atoms sampled of %d that fire, %d evaluated (%d registers, %d bundles)",
                result.at("/config/layer").asInt(), result.at("/config/head").asInt(), p.get("n_sampled").asInt(),
                p.get("n_alive").asInt(), p.get("n_atoms").asInt(), p.get("n_registers").asInt(), p.get("n_bundles").asInt());
        if (p.has("mean_rate")) {
            rates(out, p, result.get("summary"));
        }
        line(out, "%n  %-18s %6s %8s %9s", "cosine", "atoms", "firings", "win rate");
        for (JsonNode bin : p.get("cosine_bins")) {
            line(out, "  %-18s %6d %8d %9s", bin.get("bin").asText(), bin.get("n_atoms").asInt(), bin.get("n_firings").asInt(),
                    Shown.percent(bin.path("win_rate")));
        }
    }

    private static void rates(PrintWriter out, JsonNode p, JsonNode firings) {
        line(out, "  atom closer than deletion, mean over atoms   %s   95 %% interval, bootstrap %s to %s",
                Shown.percent(p.get("mean_rate")),
                Shown.percent(p.at("/mean_rate_ci95/0")), Shown.percent(p.at("/mean_rate_ci95/1")));
        line(out, "    median %s, range %s to %s", Shown.percent(p.get("median_rate")), Shown.percent(p.get("min_rate")),
                Shown.percent(p.get("max_rate")));
        line(out, "  over all %d firings                         %s", firings.get("n_firings").asInt(),
                Shown.percent(firings.get("win_rate_atom_vs_ablate")));
        line(out, "  registers %s, bundles %s, Mann-Whitney p %s", Shown.percent(p.path("register_mean_rate")),
                Shown.percent(p.path("bundle_mean_rate")), Shown.number("%.3g", p.path("mann_whitney_p")));
        line(out, "  rate and cosine: Pearson r %s (p %s), Spearman ρ %s (p %s)", Shown.number("%.3f", p.path("pearson_r")),
                Shown.number("%.3g", p.path("pearson_p")), Shown.number("%.3f", p.path("spearman_rho")),
                Shown.number("%.3g", p.path("spearman_p")));
    }

    private static void line(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
