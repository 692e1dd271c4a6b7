package org.writesae.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** How many features follow a property of the text, by method, and which properties most of them follow. */
final class ProbingFigure implements ClaimFigure {
    private static final double WIDTH = 600;
    private static final double LEFT = 230;
    private static final double RIGHT = 490;
    private static final double TOP = 8;
    private static final double ROW = 24;
    private static final int PROPERTIES = 12;
    private static final Map<String, String> METHODS = new LinkedHashMap<>();

    static {
        METHODS.put("spearman", "rank correlation");
        METHODS.put("rf", "random forests");
        METHODS.put("contrastive", "largest against smallest");
        METHODS.put("union", "any of them");
    }

    /** One bar: its length, and what stands behind it. */
    private record Bar(String label, double length, String text, String style) {
    }

    @Override
    public String claim() {
        return "probing";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode summary = result.path("summary");
        if (summary.isEmpty()) {
            return "";
        }
        String cell = ", layer " + result.at("/config/layer").asText() + " head " + result.at("/config/head").asText();
        List<Bar> methods = new ArrayList<>(methods(summary, "", "area atom"));
        if (summary.has("held_out")) {
            methods.addAll(methods(summary.get("held_out"), ", held out", "area random"));
        }
        String figures = Html.figure("Features that follow a property of the text" + cell,
                draw(methods, true, "share of the features that fire often enough", "Features that follow a property of the text."),
                "Of " + summary.path("n_samples").asText() + " states, and of those that training did not see. A feature that any method finds "
                        + "is called interpretable.");
        List<Bar> properties = properties(result.at("/probe/property_summary"));
        if (properties.isEmpty()) {
            return figures;
        }
        return figures + Html.figure("Properties that most features follow", draw(properties, false, "features",
                "Features by property."), "Features whose coefficients correlate with the property (Spearman, after Bonferroni); behind the bar "
                        + "the largest |ρ| of all features.");
    }

    private static List<Bar> methods(JsonNode part, String suffix, String style) {
        int alive = part.path("n_alive").intValue();
        return METHODS.entrySet().stream().map(method -> {
            int found = part.path("n_interpretable_" + method.getKey()).intValue();
            return new Bar(method.getValue() + suffix, alive == 0 ? 0 : (double) found / alive, found + " of " + alive, style);
        }).toList();
    }

    private static List<Bar> properties(JsonNode summary) {
        return summary.properties().stream().filter(one -> features(one.getValue()) > 0)
                .sorted(Comparator.comparingInt(one -> -features(one.getValue()))).limit(PROPERTIES)
                .map(one -> new Bar(one.getKey().replace('_', ' '), features(one.getValue()),
                        features(one.getValue()) + ", " + NumberText.number(one.getValue().get("max_abs_rho").doubleValue()), "area atom"))
                .toList();
    }

    private static int features(JsonNode property) {
        return property.get("n_correlated_features").intValue();
    }

    private static String draw(List<Bar> bars, boolean share, String label, String title) {
        double most = share ? 1 : bars.getFirst().length;
        double bottom = TOP + ROW * bars.size() + 4;
        StringBuilder alternative = new StringBuilder(title);
        bars.forEach(bar -> alternative.append(' ').append(bar.label).append(": ").append(bar.text).append('.'));
        Svg svg = new Svg(WIDTH, bottom + 46, alternative.toString());
        PlotFrame frame = new PlotFrame(new Scale(0, most, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, share ? Ticks.shares(1) : Ticks.linear(0, most).stream()
                .filter(tick -> tick.value() == Math.rint(tick.value())).toList(),
                List.of());
        for (int n = 0; n < bars.size(); n++) {
            Bar bar = bars.get(n);
            double y = TOP + ROW * n;
            svg.text(LEFT - 8, y + 16, "end", "tick", bar.label);
            svg.rectangle(LEFT, y + 5, frame.x().at(bar.length) - LEFT, ROW - 10, bar.style);
            svg.text(WIDTH - 4, y + 16, "end", "tick", bar.text);
        }
        frame.label(svg, label, "");
        return svg.toString();
    }
}
