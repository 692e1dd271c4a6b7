package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Validation error of every head at each rank as a share of that at the lowest, after Table 14. */
final class RankFigure implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double BOTTOM = 250;

    @Override
    public String claim() {
        return "rank_sweep";
    }

    @Override
    public String html(JsonNode result) {
        StringBuilder figures = new StringBuilder();
        result.at("/summary/layers").properties().forEach(layer -> {
            String drawing = draw(layer.getValue());
            if (!drawing.isEmpty()) {
                figures.append(Html.figure("Validation error by rank of the atoms, layer " + layer.getKey().substring(1), drawing,
                        "Each point one head at one rank, over the same head at the lowest rank; means over seeds. Below 1 the higher "
                                + "rank reconstructs better."));
            }
        });
        return figures.toString();
    }

    private static String draw(JsonNode layer) {
        List<String> ranks = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        layer.get("per_head").forEach(head -> head.properties().stream().filter(one -> one.getKey().startsWith("ratio")).forEach(one -> {
            ratios.add(one.getValue().doubleValue());
            if (!ranks.contains(one.getKey())) {
                ranks.add(one.getKey());
            }
        }));
        if (ratios.isEmpty()) {
            return "";
        }
        double low = Math.min(0.95, ratios.stream().min(Double::compare).orElseThrow()) - 0.02;
        double high = Math.max(1.05, ratios.stream().max(Double::compare).orElseThrow()) + 0.02;
        int heads = layer.get("per_head").size();
        Svg svg = new Svg(WIDTH, BOTTOM + 46, "Ratios of validation errors by head.");
        PlotFrame frame = new PlotFrame(new Scale(-0.5, heads - 0.5, 54, WIDTH - 10), new Scale(low, high, BOTTOM, 26));
        List<Ticks.Tick> ticks = new ArrayList<>();
        List<String> styles = List.of("fill-atom", "fill-random", "fill-delete");
        int n = 0;
        for (var head : layer.get("per_head").properties()) {
            ticks.add(new Ticks.Tick(n++, head.getKey()));
        }
        frame.draw(svg, ticks, Ticks.linear(low, high));
        svg.line(54, frame.y().at(1), WIDTH - 10, frame.y().at(1), "diagonal");
        for (int r = 0; r < ranks.size(); r++) {
            String style = styles.get(r % styles.size());
            svg.circle(60 + 90 * r, 10, 4, style).text(68 + 90 * r, 14, "start", "label", "rank " + ranks.get(r).substring(5));
            int at = 0;
            for (JsonNode head : layer.get("per_head")) {
                svg.circle(frame.x().at(at++), frame.y().at(head.get(ranks.get(r)).doubleValue()), 3.5, style);
            }
        }
        frame.label(svg, "head", "error ÷ lowest rank");
        return svg.toString();
    }
}
