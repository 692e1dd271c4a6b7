package org.writesae.report;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The heads that change most, by atom (after Fig 11d). */
final class ReadersFigure implements ClaimFigure {
    private static final double WIDTH = 400;
    private static final double LEFT = 72;
    private static final double RIGHT = 388;
    private static final double ROW = 22;
    private static final int SHOWN = 5;

    @Override
    public String claim() {
        return "reader_traces";
    }

    @Override
    public String html(JsonNode result) {
        StringBuilder html = new StringBuilder();
        for (JsonNode feature : result.path("features")) {
            if (feature.get("readers").path(0).has("ratio")) {
                html.append(Html.figure("Readers of F" + feature.get("feature_id").asInt(), draw(feature.get("readers")),
                        "An analogue, since the paper defines no signal: median change ‖Δo‖ of a later head's output over "
                                + feature.get("n_contexts").asInt() + " firings with the atom inserted, over that with a Gaussian "
                                + "rank-1 matrix of its norm. Dashed: no difference."));
            }
        }
        return html.toString();
    }

    private static String draw(JsonNode readers) {
        int count = 0;
        while (count < Math.min(SHOWN, readers.size()) && readers.get(count).has("ratio")) {
            count++;
        }
        double bottom = 12 + ROW * count + 6;
        double high = Math.max(1, readers.get(0).get("ratio").doubleValue());
        StringBuilder text = new StringBuilder("Ratio of the change with the atom to that with a random matrix, the largest:");
        for (int n = 0; n < count; n++) {
            text.append(' ').append(name(readers.get(n))).append(' ').append(NumberText.number(readers.get(n).get("ratio").doubleValue()));
        }
        Svg svg = new Svg(WIDTH, bottom + 46, text.append('.').toString());
        PlotFrame frame = new PlotFrame(new Scale(0, 1.08 * high, LEFT, RIGHT), new Scale(0, 1, bottom, 8));
        frame.draw(svg, Ticks.linear(0, 1.08 * high), List.of());
        for (int n = 0; n < count; n++) {
            double y = 12 + ROW * n;
            svg.text(LEFT - 8, y + 15, "end", "tick", name(readers.get(n)));
            svg.rectangle(LEFT, y + 3, frame.x().at(readers.get(n).get("ratio").doubleValue()) - LEFT, ROW - 6, "fill-atom");
        }
        svg.line(frame.x().at(1), 8, frame.x().at(1), bottom, "diagonal");
        frame.label(svg, "signal ÷ baseline", "");
        return svg.toString();
    }

    private static String name(JsonNode reader) {
        return "L" + reader.get("layer").asInt() + " H" + reader.get("head").asInt();
    }
}
