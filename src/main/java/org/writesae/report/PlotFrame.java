package org.writesae.report;

import java.util.List;

/** The axes of a plot: a frame, grid lines, tick labels and axis labels around two scales. */
record PlotFrame(Scale x, Scale y) {
    private static final double TICK = 4;

    /** Grid lines and tick labels of both axes; either list may be empty. */
    void draw(Svg svg, List<Ticks.Tick> xTicks, List<Ticks.Tick> yTicks) {
        for (Ticks.Tick tick : xTicks) {
            if (tick.isMajor()) {
                svg.line(x.at(tick.value()), y.from(), x.at(tick.value()), y.to(), "grid");
                svg.text(x.at(tick.value()), y.from() + 18, "middle", "tick", tick.label());
            }
            svg.line(x.at(tick.value()), y.from(), x.at(tick.value()), y.from() + length(tick), "axis");
        }
        for (Ticks.Tick tick : yTicks) {
            if (tick.isMajor()) {
                svg.line(x.from(), y.at(tick.value()), x.to(), y.at(tick.value()), "grid");
                svg.text(x.from() - 7, y.at(tick.value()) + 4, "end", "tick", tick.label());
            }
            svg.line(x.from() - length(tick), y.at(tick.value()), x.from(), y.at(tick.value()), "axis");
        }
    }

    private static double length(Ticks.Tick tick) {
        return tick.isMajor() ? TICK : TICK / 2;
    }

    /** The two axis lines, over whatever touches them, and what the axes measure. */
    void label(Svg svg, String xLabel, String yLabel) {
        svg.line(x.from(), y.from(), x.to(), y.from(), "axis");
        svg.line(x.from(), y.from(), x.from(), y.to(), "axis");
        svg.text((x.from() + x.to()) / 2, y.from() + 38, "middle", "label", xLabel);
        if (!yLabel.isEmpty()) {
            svg.uprightText(13, (y.from() + y.to()) / 2, "label", yLabel);
        }
    }
}
