package org.writesae.report;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.FlatComparison;

/** How often atoms and singular pairs of a flat autoencoder are closer than deletion, with Wilson intervals. */
final class FlatComparisonFigure implements ClaimFigure {
    private static final double WIDTH = 440;
    private static final double LEFT = 178;
    private static final double RIGHT = 380;
    private static final double TOP = 10;
    private static final double ROW = 26;
    private static final List<List<String>> ARMS = List.of(List.of(FlatComparison.ATOM, "atom"),
            List.of(FlatComparison.MATCHED, "atom, norm of the write"), List.of(FlatComparison.RECONSTRUCTION, "flat, reconstruction"),
            List.of(FlatComparison.DECODER_ATOM, "flat, decoder atom"));

    @Override
    public String claim() {
        return "flat_sae_svd";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode summary = result.path("summary");
        if (!summary.path(FlatComparison.ATOM).has("win_rate_vs_ablate")) {
            return "";
        }
        return Html.figure("Closer than deletion, layer " + result.at("/config/layer").asText() + " head "
                + result.at("/config/head").asText(), draw(summary), "Share of " + summary.get("n_firings").asInt()
                + " firings at which what replaces the write keeps the output closer to native than deletion does; bars are 95 % "
                + "Wilson intervals. The singular pairs have the norm of the native write. Atom minus reconstruction: "
                + NumberText.number(summary.get("difference_pp").asDouble()) + " points, at equal norm "
                + NumberText.number(summary.get("difference_pp_at_equal_norm").asDouble()) + ".");
    }

    private static String draw(JsonNode summary) {
        double bottom = TOP + ROW * ARMS.size() + 4;
        StringBuilder alternative = new StringBuilder("Share of firings closer than deletion.");
        ARMS.forEach(arm -> alternative.append(' ').append(arm.get(1)).append(": ")
                .append(NumberText.percent(rate(summary, arm))).append('.'));
        Svg svg = new Svg(WIDTH, bottom + 46, alternative.toString());
        PlotFrame frame = new PlotFrame(new Scale(0, 1, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.shares(1), List.of());
        svg.line(frame.x().at(0.5), TOP, frame.x().at(0.5), bottom, "diagonal");
        for (int n = 0; n < ARMS.size(); n++) {
            double y = TOP + ROW * (n + 0.5) + 2;
            JsonNode interval = summary.get(ARMS.get(n).get(0)).get("win_rate_vs_ablate_ci95");
            svg.text(LEFT - 9, y + 4, "end", "tick", ARMS.get(n).get(1));
            svg.line(frame.x().at(interval.get(0).asDouble()), y, frame.x().at(interval.get(1).asDouble()), y, "interval");
            svg.circle(frame.x().at(rate(summary, ARMS.get(n))), y, 4.5, n < 2 ? "fill-atom" : "fill-random");
            svg.text(WIDTH - 4, y + 4, "end", "tick", NumberText.percent(rate(summary, ARMS.get(n))));
        }
        frame.label(svg, "share of firings", "");
        return svg.toString();
    }

    private static double rate(JsonNode summary, List<String> arm) {
        return summary.get(arm.get(0)).get("win_rate_vs_ablate").asDouble();
    }
}
