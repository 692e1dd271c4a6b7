package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Share of each temporal class in the features that fire, by type of autoencoder (after the predecessor's Table 7). */
final class TemporalFigure implements ClaimFigure {
    private static final double WIDTH = 480;
    private static final double LEFT = 140;
    private static final double RIGHT = 400;
    private static final double BAR = 12;
    private static final String SHARE = "pct_";

    @Override
    public String claim() {
        return "temporal";
    }

    @Override
    public String html(JsonNode result) {
        List<Map.Entry<String, JsonNode>> types = List.copyOf(result.path("summary").properties());
        if (types.isEmpty()) {
            return "";
        }
        return Html.figure("How features run through a text, layer " + result.at("/config/layer").asText() + " head "
                + result.at("/config/head").asText(), draw(types), "Share of each class in the features that fire, over "
                        + result.path("n_samples").asText() + " passages; classes by upstream's rules for the mean activation at "
                        + result.at("/config/positions").size() + " positions.");
    }

    private static String draw(List<Map.Entry<String, JsonNode>> types) {
        List<String> classes = new ArrayList<>();
        types.getFirst().getValue().fieldNames().forEachRemaining(name -> {
            if (name.startsWith(SHARE)) {
                classes.add(name);
            }
        });
        double row = BAR * types.size() + 10;
        double top = 8 + 18 * types.size();
        double bottom = top + row * classes.size() + 4;
        StringBuilder alternative = new StringBuilder("Share of each class.");
        Svg svg = new Svg(WIDTH, bottom + 46, alternative.append(words(types, classes)).toString());
        PlotFrame frame = new PlotFrame(new Scale(0, 1, LEFT, RIGHT), new Scale(0, 1, bottom, top));
        frame.draw(svg, Ticks.shares(1), List.of());
        List<String> styles = List.of("atom", "delete", "random");
        for (int t = 0; t < types.size(); t++) {
            String style = "area " + styles.get(t % styles.size());
            svg.rectangle(LEFT, 2 + 18 * t, 12, 12, style).text(LEFT + 18, 12 + 18 * t, "start", "label", types.get(t).getKey());
            for (int n = 0; n < classes.size(); n++) {
                double y = top + row * n + 5 + BAR * t;
                double share = types.get(t).getValue().get(classes.get(n)).doubleValue() / 100;
                svg.rectangle(LEFT, y, frame.x().at(share) - LEFT, BAR - 2, style);
                svg.text(WIDTH - 4, y + 9, "end", "tick", NumberText.percent(share));
            }
        }
        for (int n = 0; n < classes.size(); n++) {
            svg.text(LEFT - 8, top + row * (n + 0.5) + 4, "end", "tick", classes.get(n).substring(SHARE.length()).replace('_', ' '));
        }
        frame.label(svg, "share of the features that fire", "");
        return svg.toString();
    }

    private static String words(List<Map.Entry<String, JsonNode>> types, List<String> classes) {
        StringBuilder words = new StringBuilder();
        types.forEach(type -> classes.forEach(name -> words.append(' ').append(type.getKey()).append(' ')
                .append(name.substring(SHARE.length()).replace('_', ' ')).append(": ")
                .append(NumberText.percent(type.getValue().get(name).doubleValue() / 100)).append('.')));
        return words.toString();
    }
}
