package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Selectivity by the size of the compared sets, for each control (after Fig 10), and by cell (after Fig 9). */
final class SelectivityFigure implements ClaimFigure {
    private static final double WIDTH = 400;
    private static final double LEFT = 62;
    private static final double RIGHT = 388;
    private static final double TOP = 50;
    private static final double BOTTOM = 266;
    private static final double ROW = 18;
    private static final Map<String, String> STYLES = Map.of("random", "random", "orthogonal", "atom", "flat-svd", "delete");

    @Override
    public String claim() {
        return "selectivity";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode by = result.path("summary").path("by_k");
        JsonNode cells = result.path("cells");
        if (by.isEmpty() || cells.isEmpty()) {
            return "";
        }
        List<String> sizes = new ArrayList<>();
        by.elements().next().fieldNames().forEachRemaining(sizes::add);
        int place = Math.max(0, sizes.indexOf("20"));
        return Html.figure("Selectivity by set size", bySize(by, sizes),
                "1 − overlap of the K tokens that atom and control move most; means "
                + "over " + cells.size() + " cells with Student's 95 % interval. Dashed: sets that have nothing to do with each other. "
                + "What is compared is this program's reading; near the dashed line the measure tells nothing.")
                + Html.figure("Selectivity by cell, K = " + sizes.get(place), byCell(cells, place),
                        "Mean over the features of each cell against a Gaussian rank-1 matrix of the same norm.");
    }

    private static double least(JsonNode by) {
        double least = 1;
        for (JsonNode control : by) {
            for (JsonNode one : control) {
                least = Math.min(least, Math.min(one.get("mean").doubleValue(), one.get("chance").doubleValue()));
                least = one.has("ci95") ? Math.min(least, one.get("ci95").get(0).doubleValue()) : least;
            }
        }
        return least;
    }

    private static String bySize(JsonNode by, List<String> sizes) {
        double low = least(by);
        Scale y = new Scale(low - 0.06 * (1 - low) - 1e-4, 1 + 0.06 * (1 - low) + 1e-4, BOTTOM, TOP);
        PlotFrame frame = new PlotFrame(new Scale(0, sizes.size(), LEFT, RIGHT), y);
        StringBuilder text = new StringBuilder("Mean selectivity by control and set size.");
        Svg svg = new Svg(WIDTH, BOTTOM + 46, alternative(by, text));
        frame.draw(svg, List.of(), Ticks.linear(y.low(), y.high()));
        int number = 0;
        for (Map.Entry<String, JsonNode> control : by.properties()) {
            String style = STYLES.getOrDefault(control.getKey(), "atom");
            svg.circle(LEFT + 6 + number * 112, 20, 4, "fill-" + style)
                    .text(LEFT + 16 + number * 112, 24, "start", "label", control.getKey());
            for (int n = 0; n < sizes.size(); n++) {
                point(svg, frame, control.getValue().get(sizes.get(n)), n + 0.35 + 0.15 * number, style);
            }
            number++;
        }
        for (int n = 0; n < sizes.size(); n++) {
            double chance = y.at(by.elements().next().get(sizes.get(n)).get("chance").doubleValue());
            svg.line(frame.x().at(n + 0.15), chance, frame.x().at(n + 0.85), chance, "diagonal");
            svg.text(frame.x().at(n + 0.5), BOTTOM + 18, "middle", "tick", sizes.get(n));
        }
        frame.label(svg, "K, tokens in a set", "1 − overlap");
        return svg.toString();
    }

    private static void point(Svg svg, PlotFrame frame, JsonNode one, double place, String style) {
        double x = frame.x().at(place);
        if (one.has("ci95")) {
            double low = Math.max(one.get("ci95").get(0).doubleValue(), frame.y().low());
            double high = Math.min(one.get("ci95").get(1).doubleValue(), frame.y().high());
            svg.line(x, frame.y().at(low), x, frame.y().at(high), "interval");
        }
        svg.circle(x, frame.y().at(one.get("mean").doubleValue()), 4, "fill-" + style);
    }

    private static String alternative(JsonNode by, StringBuilder text) {
        by.properties().forEach(control -> {
            text.append(' ').append(control.getKey()).append(':');
            control.getValue().properties().forEach(one -> text.append(" K ").append(one.getKey()).append(' ')
                    .append(NumberText.number(one.getValue().get("mean").doubleValue())));
            text.append('.');
        });
        return text.toString();
    }

    private static String byCell(JsonNode cells, int place) {
        double least = 1;
        for (JsonNode cell : cells) {
            least = Math.min(least, cell.get("mean").get("random").get(place).doubleValue());
        }
        double bottom = 16 + ROW * cells.size() + 6;
        Svg svg = new Svg(WIDTH, bottom + 46, "Mean selectivity of " + cells.size() + " cells, the least "
                + NumberText.number(least) + ".");
        PlotFrame frame = new PlotFrame(new Scale(least - 0.1 * (1 - least) - 1e-4, 1 + 1e-4, LEFT + 10, RIGHT),
                new Scale(0, 1, bottom, 10));
        frame.draw(svg, Ticks.linear(frame.x().low(), frame.x().high()), List.of());
        for (int n = 0; n < cells.size(); n++) {
            double y = 16 + ROW * (n + 0.5);
            svg.text(LEFT, y + 4, "end", "tick", cells.get(n).get("cell").asText());
            svg.circle(frame.x().at(cells.get(n).get("mean").get("random").get(place).doubleValue()), y, 4.5, "fill-random");
        }
        frame.label(svg, "1 − overlap", "");
        return svg.toString();
    }
}
