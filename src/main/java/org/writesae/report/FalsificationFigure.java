package org.writesae.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The tests that were meant to fail: win rates against an even chance, and the comparison of ranks. */
final class FalsificationFigure implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double LEFT = 182;
    private static final double RIGHT = 364;
    private static final double TOP = 22;
    private static final double ROW = 26;
    private static final int LONGEST = 16;

    /** One line of the drawing. */
    private record Row(String name, JsonNode summary, int firings) {
    }

    @Override
    public String claim() {
        return "falsification";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode parts = result.path("parts");
        List<Row> rows = new ArrayList<>();
        for (String part : new String[] {"b", "e"}) {
            add(rows, part + ": " + model(parts.path(part)), parts.path(part).path("summary"),
                    parts.path(part).at("/summary/n_firings").asInt());
        }
        JsonNode inversion = parts.path("f").path("summary");
        String feature = "f: F" + parts.path("f").at("/config/feature_id").asText();
        add(rows, feature + ", own size", inversion.path("natural"), inversion.path("n_firings").asInt());
        add(rows, feature + ", native norm", inversion.path("matched"), inversion.path("n_firings").asInt());
        String drawing = rows.isEmpty() ? "" : Html.figure("Where the atom was not expected to win", draw(rows), caption(inversion)
                + "Bars are 95 % Wilson intervals, the dashed line is an even chance.");
        JsonNode ranks = parts.path("c").path("summary");
        return !ranks.has("cliffs_delta") ? drawing : drawing + Html.figure("Atoms of rank 1 and of rank 2", ranks(ranks),
                ranks.get("n_firings").asInt() + " positions, the strongest atom of each dictionary. Cliff's δ and the log ratio are below 0 "
                        + "where rank 2 is closer; 2p − 1 is what the paper calls Cliff's δ elsewhere.");
    }

    private static String model(JsonNode part) {
        String name = String.valueOf(Path.of(part.at("/config/model").asText("")).getFileName());
        return (name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…") + " L"
                + part.at("/config/layer").asText() + " H" + part.at("/config/head").asText();
    }

    private static void add(List<Row> rows, String name, JsonNode summary, int firings) {
        if (summary.has("win_rate_atom_vs_ablate")) {
            rows.add(new Row(name, summary, firings));
        }
    }

    private static String caption(JsonNode inversion) {
        return !inversion.path("matched").has("median_atom_over_ablate") ? "" : "At the native norm the atom's median divergence is "
                + NumberText.number(inversion.at("/matched/median_atom_over_ablate").asDouble()) + " times that of deletion, at its own "
                + "coefficient " + NumberText.number(inversion.at("/natural/median_atom_over_ablate").asDouble()) + " times. ";
    }

    private static String draw(List<Row> rows) {
        double bottom = TOP + ROW * rows.size() + 6;
        StringBuilder alternative = new StringBuilder("Win rates.");
        rows.forEach(row -> alternative.append(' ').append(row.name()).append(": ")
                .append(NumberText.percent(row.summary().get("win_rate_atom_vs_ablate").asDouble())).append('.'));
        Svg svg = new Svg(WIDTH, bottom + 46, alternative.toString());
        PlotFrame frame = new PlotFrame(new Scale(0, 1, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.shares(1), List.of());
        svg.line(frame.x().at(0.5), TOP, frame.x().at(0.5), bottom, "diagonal");
        svg.text(WIDTH - 4, TOP - 8, "end", "note", "firings");
        for (int n = 0; n < rows.size(); n++) {
            Row row = rows.get(n);
            double y = TOP + ROW * (n + 0.5) + 3;
            JsonNode interval = row.summary().get("win_rate_atom_vs_ablate_ci95");
            svg.text(LEFT - 9, y + 4, "end", "tick", row.name());
            svg.line(frame.x().at(interval.get(0).asDouble()), y, frame.x().at(interval.get(1).asDouble()), y, "interval");
            svg.circle(frame.x().at(row.summary().get("win_rate_atom_vs_ablate").asDouble()), y, 4.5, "fill-atom");
            svg.text(WIDTH - 4, y + 4, "end", "tick", Integer.toString(row.firings()));
        }
        frame.label(svg, "share of firings the atom wins", "");
        return svg.toString();
    }

    private static String ranks(JsonNode ranks) {
        return Html.table("", List.of("", "value"), List.of(
                List.of("median KL, rank 1, nats", NumberText.number(ranks.get("median_kl_atom_rank1").asDouble())),
                List.of("median KL, rank 2, nats", NumberText.number(ranks.get("median_kl_atom_rank2").asDouble())),
                List.of("median log ratio", NumberText.number(ranks.get("median_log_ratio").asDouble(Double.NaN))),
                List.of("Cliff's δ", NumberText.number(ranks.get("cliffs_delta").asDouble())),
                List.of("2p − 1", NumberText.number(ranks.get("dominance_2p_minus_1").asDouble())),
                List.of("Wilcoxon p", NumberText.probability(ranks.get("wilcoxon_log10_p").asDouble()))));
    }
}
