package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Overlap of the alive features of each two heads: mean over pairs, with what random sets of the same sizes would have. */
final class AliveOverlapFigure implements ClaimFigure {
    private static final double WIDTH = 480;
    private static final double LEFT = 150;
    private static final double RIGHT = 400;
    private static final double TOP = 8;
    private static final double ROW = 26;

    @Override
    public String claim() {
        return "alive_overlap";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode architectures = result.path("architectures");
        return architectures.isEmpty() ? "" : Html.figure("Alive features of two heads", draw(architectures),
                "Jaccard overlap of the numbers of alive features, mean over pairs of heads; the vertical mark is the overlap of random "
                        + "sets of the same sizes. Dead after " + result.path("dead_threshold").asText() + " silent steps.");
    }

    private static String draw(JsonNode architectures) {
        List<String> tags = new ArrayList<>();
        architectures.fieldNames().forEachRemaining(tags::add);
        double bottom = TOP + ROW * tags.size() + 4;
        Scale x = new Scale(0, 1, LEFT, RIGHT);
        StringBuilder alternative = new StringBuilder("Mean Jaccard overlap of alive features.");
        for (String tag : tags) {
            alternative.append(' ').append(tag).append(": ").append(NumberText.number(measured(architectures.get(tag))))
                    .append(", random ").append(NumberText.number(random(architectures.get(tag)))).append('.');
        }
        Svg svg = new Svg(WIDTH, bottom + 46, alternative.toString());
        PlotFrame frame = new PlotFrame(x, new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.shares(1), List.of());
        for (int n = 0; n < tags.size(); n++) {
            double y = TOP + ROW * n;
            JsonNode one = architectures.get(tags.get(n));
            svg.text(LEFT - 8, y + 17, "end", "tick", tags.get(n));
            svg.rectangle(LEFT, y + 5, x.at(measured(one)) - LEFT, ROW - 10, "area atom");
            svg.line(x.at(random(one)), y + 2, x.at(random(one)), y + ROW - 2, "interval");
            svg.text(WIDTH - 4, y + 17, "end", "tick", NumberText.number(measured(one)));
        }
        frame.label(svg, "Jaccard overlap", "");
        return svg.toString();
    }

    private static double measured(JsonNode one) {
        return one.at("/summary/mean_alive_jaccard").asDouble();
    }

    private static double random(JsonNode one) {
        return measured(one) - one.at("/summary/mean_alive_excess_over_random").asDouble();
    }
}
