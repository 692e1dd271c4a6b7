package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * σ1/σ2 of every head, layer by layer, on a logarithmic axis, with the mean of each layer.
 *
 * @param claim whose results
 */
record SpectralFigure(String claim) implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double BOTTOM = 280;

    @Override
    public String html(JsonNode result) {
        List<Map.Entry<String, JsonNode>> layers = new ArrayList<>(result.path("layers").properties());
        List<Double> logs = new ArrayList<>();
        layers.forEach(layer -> layer.getValue().forEach(head -> logs.add(Math.log10(head.get("sigma_ratio_mean").doubleValue()))));
        if (logs.isEmpty()) {
            return "";
        }
        double low = Math.min(0, logs.stream().min(Double::compare).orElseThrow());
        double high = logs.stream().max(Double::compare).orElseThrow() + 0.1;
        Svg svg = new Svg(WIDTH, BOTTOM + 46, "Ratio of the first two singular values of states by layer.");
        PlotFrame frame = new PlotFrame(new Scale(-0.5, layers.size() - 0.5, 54, WIDTH - 12), new Scale(low, high, BOTTOM, 14));
        frame.draw(svg, layerTicks(layers), Ticks.decades(low, high));
        for (int n = 0; n < layers.size(); n++) {
            double sum = 0;
            for (JsonNode head : layers.get(n).getValue()) {
                double log = Math.log10(head.get("sigma_ratio_mean").doubleValue());
                svg.circle(frame.x().at(n), frame.y().at(log), 3, "fill-random");
                sum += log / layers.get(n).getValue().size();
            }
            svg.line(frame.x().at(n - 0.3), frame.y().at(sum), frame.x().at(n + 0.3), frame.y().at(sum), "median atom");
        }
        frame.label(svg, "layer", "σ1/σ2");
        return Html.figure("Singular values of states", svg.toString(), "Each point one head: mean over states of σ1/σ2. Lines: geometric "
                + "mean of the heads of a layer.");
    }

    private static List<Ticks.Tick> layerTicks(List<Map.Entry<String, JsonNode>> layers) {
        int step = 1 + layers.size() / 16;
        List<Ticks.Tick> ticks = new ArrayList<>();
        for (int n = 0; n < layers.size(); n += step) {
            ticks.add(new Ticks.Tick(n, layers.get(n).getKey()));
        }
        return ticks;
    }
}
