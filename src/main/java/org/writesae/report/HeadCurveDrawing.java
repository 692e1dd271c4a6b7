package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Change of perplexity over the number of heads whose states are replaced, a line for each type of dictionary. */
final class HeadCurveDrawing {
    private static final double WIDTH = 480;
    private static final double LEFT = 66;
    private static final double RIGHT = 464;
    private static final double BOTTOM = 300;

    private HeadCurveDrawing() {
    }

    static String draw(JsonNode curve) {
        double baseline = curve.get("baseline_ppl").doubleValue();
        List<String> types = new ArrayList<>();
        curve.get("sae_types").forEach(type -> types.add(type.textValue()));
        List<List<LineSeries.Point>> lines = types.stream().map(type -> points(curve.get(type), baseline)).toList();
        List<LineSeries.Point> all = lines.stream().flatMap(List::stream).toList();
        double low = Math.min(0, all.stream().mapToDouble(point -> point.y() - point.spread()).min().orElse(0));
        double high = Math.max(0, all.stream().mapToDouble(point -> point.y() + point.spread()).max().orElse(0));
        double margin = high > low ? 0.06 * (high - low) : 1;
        int most = all.stream().mapToInt(LineSeries.Point::x).max().orElse(1);
        double top = 14 + LineSeries.ROW * types.size();
        PlotFrame frame = new PlotFrame(new Scale(0, most + 0.4, LEFT, RIGHT), new Scale(low - margin, high + margin, BOTTOM, top));
        Svg svg = new Svg(WIDTH, BOTTOM + 46, alternative(types, lines));
        frame.draw(svg, Ticks.counts(most), Ticks.linear(frame.y().low(), frame.y().high()));
        svg.line(LEFT, frame.y().at(0), RIGHT, frame.y().at(0), "diagonal");
        for (int n = 0; n < types.size(); n++) {
            new LineSeries(types.get(n), lines.get(n), n).draw(svg, frame);
        }
        frame.label(svg, "heads replaced", "change of perplexity, %");
        return svg.toString();
    }

    private static List<LineSeries.Point> points(JsonNode type, double baseline) {
        List<LineSeries.Point> points = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : type.properties()) {
            double mean = one.getValue().get("mean_ppl").doubleValue();
            points.add(new LineSeries.Point(Integer.parseInt(one.getKey()), (mean - baseline) / baseline * 100,
                    one.getValue().get("std_ppl").doubleValue() / baseline * 100));
        }
        return points;
    }

    private static String alternative(List<String> types, List<List<LineSeries.Point>> lines) {
        StringBuilder text = new StringBuilder("Change of perplexity, in per cent, by number of heads replaced.");
        for (int n = 0; n < types.size(); n++) {
            text.append(' ').append(types.get(n)).append(':');
            lines.get(n).forEach(point -> text.append(' ').append(point.x()).append(" heads ")
                    .append(NumberText.number(point.y())).append(','));
            text.setCharAt(text.length() - 1, '.');
        }
        return text.toString();
    }
}
