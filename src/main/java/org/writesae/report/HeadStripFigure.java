package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The win rate of each head of a layer with its Wilson interval, and the mean over the heads (Figs 9 and 13). */
final class HeadStripFigure implements ClaimFigure {
    private static final double WIDTH = 400;
    private static final double LEFT = 50;
    private static final double RIGHT = 334;
    private static final double TOP = 30;
    private static final double ROW = 20;

    @Override
    public String claim() {
        return "all_16_heads_L9_representativeness";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode summary = result.path("summary");
        if (!summary.has("mean_rate")) {
            return "";
        }
        String caption = "Mean " + NumberText.percent(summary.get("mean_rate").asDouble()) + ", population standard deviation "
                + NumberText.percent(summary.get("sd_rate").asDouble()) + ", over " + summary.get("n_heads").asInt()
                + " heads with firings; bars are 95 % Wilson intervals."
                + (summary.has("z") ? " H" + summary.get("reference_head").asInt() + " is "
                        + NumberText.number(summary.get("z").asDouble()) + " standard deviations from the mean." : "")
                + " The features are the same by index in every dictionary; an index means nothing across dictionaries.";
        return Html.figure("Win rate by head, layer " + result.at("/config/layer").asText(), draw(result), caption);
    }

    private static String draw(JsonNode result) {
        List<JsonNode> heads = new ArrayList<>();
        result.get("heads").forEach(heads::add);
        double bottom = TOP + ROW * heads.size() + 6;
        Svg svg = new Svg(WIDTH, bottom + 46, alternative(heads));
        PlotFrame frame = new PlotFrame(new Scale(0, 1, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.shares(1), List.of());
        double mean = frame.x().at(result.at("/summary/mean_rate").asDouble());
        svg.line(mean, TOP - 8, mean, bottom, "median atom");
        svg.text(mean, TOP - 13, mean > (LEFT + RIGHT) / 2 ? "end" : "start", "label text-atom", "mean");
        svg.text(WIDTH - 4, TOP - 13, "end", "note", "firings");
        for (int n = 0; n < heads.size(); n++) {
            row(svg, frame, heads.get(n), TOP + ROW * (n + 0.5) + 3, result.at("/summary/reference_head").asInt());
        }
        frame.label(svg, "share of firings the atom wins", "");
        return svg.toString();
    }

    private static void row(Svg svg, PlotFrame frame, JsonNode head, double y, int reference) {
        svg.text(LEFT - 9, y + 4, "end", "tick", "H" + head.get("head").asInt());
        svg.text(WIDTH - 4, y + 4, "end", "tick", Integer.toString(head.get("n_firings").asInt()));
        if (head.has("win_rate_atom_vs_ablate")) {
            JsonNode interval = head.get("win_rate_atom_vs_ablate_ci95");
            svg.line(frame.x().at(interval.get(0).asDouble()), y, frame.x().at(interval.get(1).asDouble()), y, "interval");
            svg.circle(frame.x().at(head.get("win_rate_atom_vs_ablate").asDouble()), y, 4.5,
                    head.get("head").asInt() == reference ? "fill-delete" : "fill-atom");
        }
    }

    private static String alternative(List<JsonNode> heads) {
        StringBuilder text = new StringBuilder("Win rate of each head.");
        heads.forEach(head -> text.append(" H").append(head.get("head").asInt()).append(": ")
                .append(NumberText.percent(head.path("win_rate_atom_vs_ablate").asDouble(Double.NaN))).append('.'));
        return text.toString();
    }
}
