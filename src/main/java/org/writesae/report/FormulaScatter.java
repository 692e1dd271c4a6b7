package org.writesae.report;

import com.fasterxml.jackson.databind.JsonNode;

/** Measured changes of a logit against predicted ones, with the line on which they agree. */
final class FormulaScatter {
    private static final double WIDTH = 400;
    private static final double LEFT = 72;
    private static final double TOP = 12;
    private static final double HEIGHT = 300;

    private FormulaScatter() {
    }

    /**
     * @param points    rows of numbers
     * @param predicted place of the prediction in a row; the measured change comes next
     */
    static String draw(JsonNode points, int predicted) {
        if (points.size() < 2) {
            return "";
        }
        double[] x = new double[points.size()];
        double[] y = new double[points.size()];
        for (int n = 0; n < x.length; n++) {
            x[n] = points.get(n).get(predicted).doubleValue();
            y[n] = points.get(n).get(predicted + 1).doubleValue();
        }
        double[] across = range(x);
        double[] up = range(y);
        PlotFrame frame = new PlotFrame(new Scale(across[0], across[1], LEFT, WIDTH - 12), new Scale(up[0], up[1], TOP + HEIGHT, TOP));
        Svg svg = new Svg(WIDTH, TOP + HEIGHT + 46, "Scatter plot of " + x.length
                + " places: predicted against measured change of a logit.");
        frame.draw(svg, Ticks.linear(across[0], across[1]), Ticks.linear(up[0], up[1]));
        double from = Math.max(across[0], up[0]);
        double to = Math.min(across[1], up[1]);
        if (from < to) {
            svg.line(frame.x().at(from), frame.y().at(from), frame.x().at(to), frame.y().at(to), "diagonal");
        }
        for (int n = 0; n < x.length; n++) {
            svg.circle(frame.x().at(x[n]), frame.y().at(y[n]), 3, "fill-atom");
        }
        frame.label(svg, "predicted change of the logit", "measured");
        return svg.toString();
    }

    /** All values and zero, with a margin. */
    private static double[] range(double[] values) {
        double low = 0;
        double high = 0;
        for (double value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double margin = Math.max(0.05 * (high - low), 1e-9);
        return new double[] {low - margin, high + margin};
    }
}
