package org.writesae.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Histograms over a common linear axis, one above the other in the drawing order, as steps. */
final class ValueHistogram {
    private static final double WIDTH = 420;
    private static final double LEFT = 50;
    private static final double RIGHT = 408;
    private static final double BOTTOM = 300;

    /**
     * Values of one kind.
     *
     * @param style colour: atom, delete or random
     */
    record Series(String name, double[] values, String style) {
    }

    private final PlotFrame frame;
    private final Svg svg;
    private final double binWidth;
    private final int bins;
    private final int most;

    /**
     * @param bins        equal bins of [low, high]; values outside are counted in the outermost
     * @param alternative what is shown, for those who do not see it
     */
    ValueHistogram(List<Series> series, double low, double high, int bins, String alternative) {
        double top = 14 + 18 * series.size();
        this.bins = bins;
        this.binWidth = (high - low) / bins;
        this.svg = new Svg(WIDTH, BOTTOM + 46, alternative);
        this.most = Math.max(1, series.stream().flatMapToInt(one -> Arrays.stream(counts(one.values(), low))).max().orElse(1));
        this.frame = new PlotFrame(new Scale(low, high, LEFT, RIGHT), new Scale(0, 1.05 * most, BOTTOM, top));
        frame.draw(svg, Ticks.linear(low, high), Ticks.counts(1.05 * most));
        for (int n = 0; n < series.size(); n++) {
            bars(counts(series.get(n).values(), low), series.get(n).style());
            svg.rectangle(LEFT, 2 + 18 * n, 12, 12, "area " + series.get(n).style());
            svg.text(LEFT + 18, 12 + 18 * n, "start", "label", series.get(n).name());
        }
    }

    private int[] counts(double[] values, double low) {
        int[] counts = new int[bins];
        for (double value : values) {
            counts[Math.clamp((int) Math.floor((value - low) / binWidth), 0, bins - 1)]++;
        }
        return counts;
    }

    private void bars(int[] counts, String style) {
        StringBuilder steps = new StringBuilder("M" + Svg.number(LEFT) + " " + Svg.number(BOTTOM));
        for (int i = 0; i < bins; i++) {
            steps.append('V').append(Svg.number(frame.y().at(counts[i])))
                    .append('H').append(Svg.number(frame.x().at(frame.x().low() + (i + 1) * binWidth)));
        }
        svg.path(steps.append('V').append(Svg.number(BOTTOM)).toString(), "area " + style);
    }

    /** A dashed line at a value, with words beside it at the top of the plot. */
    ValueHistogram mark(double value, String words) {
        double x = frame.x().at(value);
        svg.line(x, frame.y().to(), x, BOTTOM, "diagonal");
        String anchor = x > (LEFT + RIGHT) / 2 ? "end" : "start";
        svg.text(x + (anchor.equals("end") ? -5 : 5), frame.y().to() + 12, anchor, "note", words);
        return this;
    }

    /** A curve in units of counts per bin. */
    ValueHistogram curve(double[] at, double[] counts, String style) {
        List<String> points = new ArrayList<>();
        for (int n = 0; n < at.length; n++) {
            points.add(Svg.number(frame.x().at(at[n])) + " " + Svg.number(frame.y().at(Math.min(counts[n], 1.05 * most))));
        }
        svg.path("M" + String.join("L", points), "median " + style);
        return this;
    }

    double binWidth() {
        return binWidth;
    }

    String draw(String xLabel, String yLabel) {
        frame.label(svg, xLabel, yLabel);
        return svg.toString();
    }
}
