package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/** The result of a part of the falsification claim as plain text. */
final class FalsificationTable {
    private FalsificationTable() {
    }

    static void print(JsonNode result, PrintWriter out) {
        JsonNode s = result.get("summary");
        String part = result.at("/config/part").asText();
        line(out, "part %s, layer %d head %d: %d %s", part, result.at("/config/layer").asInt(), result.at("/config/head").asInt(),
                s.get("n_firings").asInt(), part.equals("c") ? "positions" : "firings");
        if (s.get("n_firings").asInt() == 0) {
            return;
        }
        switch (part) {
            case "c" -> {
                line(out, "  median KL in nats    rank 1 %s, rank 2 %s, median log ratio %s", level(s.path("median_kl_atom_rank1")),
                        level(s.path("median_kl_atom_rank2")), Shown.number("%+.4f", s.path("median_log_ratio")));
                line(out, "  Cliff's δ %+.4f, 2p − 1 %+.4f, Wilcoxon p %.3g, Mann-Whitney p %.3g", s.get("cliffs_delta").asDouble(),
                        s.get("dominance_2p_minus_1").asDouble(), s.get("wilcoxon_p").asDouble(), s.get("mann_whitney_p").asDouble());
            }
            case "f" -> inversion(out, s);
            default -> {
                line(out, "  atom closer than deletion %s, strict chain %s", Shown.percent(s.get("win_rate_atom_vs_ablate")),
                        Shown.percent(s.get("strict_chain_atom_lt_ablate_lt_random")));
                line(out, "  median KL in nats    atom %s, deletion %s, random %s", level(s.path("median_kl_atom")),
                        level(s.path("median_kl_ablate")), level(s.path("median_kl_random")));
                if (s.has("n_states")) {
                    line(out, "  states at firings    top-1 variance %s, stable rank %.3f",
                            Shown.percent(s.get("mean_state_top1_variance")), s.get("mean_state_stable_rank").asDouble());
                }
            }
        }
    }

    private static void inversion(PrintWriter out, JsonNode s) {
        line(out, "  %-22s %10s %13s %9s %12s", "", "median KL", "over deletion", "atom wins", "top-1 swaps");
        line(out, "  %-22s %10s %13s %9s %12s", "deletion", level(s.path("median_kl_ablate")), "1", "",
                Shown.percent(s.get("top1_swap_ablate")));
        for (String amplitude : new String[] {"natural", "matched"}) {
            JsonNode one = s.get(amplitude);
            line(out, "  %-22s %10s %13s %9s %12s", amplitude.equals("natural") ? "atom, its coefficient" : "atom, native norm",
                    level(one.path("median_kl_atom")), level(one.path("median_atom_over_ablate")),
                    Shown.percent(one.get("win_rate_atom_vs_ablate")), Shown.percent(one.get("top1_swap_atom")));
        }
    }

    private static String level(JsonNode value) {
        return Shown.number("%.3g", value);
    }

    private static void line(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
