package org.writesae.report;

import java.util.Arrays;
import java.util.List;

import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionSummary;
import org.writesae.stats.Quantile;

/**
 * How many times larger the divergence of a control is than the atom's, per firing, on a logarithmic axis
 * (after Fig 3b): two histograms with their medians marked.
 */
final class RatioHistogram {
    private static final double WIDTH = 400;
    private static final double LEFT = 52;
    private static final double RIGHT = 388;
    private static final double TOP = 72;
    private static final double BOTTOM = 318;
    /** Room for the label of a median. */
    private static final double LABEL = 105;
    /** Ratios beyond 10^±4 are counted in the outermost bins. */
    private static final double FARTHEST = 4;

    /**
     * @param logs decimal logarithms of the ratios, finite, in ascending order
     * @param median of the ratios, as the summary has it
     */
    private record Series(double[] logs, double median, String style) {
    }

    private RatioHistogram() {
    }

    static String draw(List<SubstitutionRecord> firings, SubstitutionSummary summary) {
        Series delete = new Series(logs(firings, true), summary.deleteRatio().perPosition(), "delete");
        Series random = new Series(logs(firings, false), summary.randomRatio().perPosition(), "random");
        Svg svg = new Svg(WIDTH, BOTTOM + 46, alternative(delete, random));
        legend(svg);
        if (delete.logs.length == 0 || random.logs.length == 0) {
            return svg.text(WIDTH / 2, BOTTOM / 2, "middle", "note", "no firing has a ratio to show").toString();
        }
        double width = binWidth(delete, random);
        double low = Math.floor(Math.min(delete.logs[0], random.logs[0]) / width - 0.5) * width;
        double high = Math.ceil(Math.max(last(delete), last(random)) / width + 0.5) * width;
        int[] ofDelete = counts(delete, low, high, width);
        int[] ofRandom = counts(random, low, high, width);
        int highest = Math.max(Arrays.stream(ofDelete).max().orElse(1), Arrays.stream(ofRandom).max().orElse(1));
        PlotFrame frame = new PlotFrame(new Scale(low, high, LEFT, RIGHT),
                new Scale(0, 1.05 * highest, BOTTOM, TOP));
        frame.draw(svg, Ticks.decades(low, high), Ticks.counts(1.05 * highest));
        bars(svg, frame, ofRandom, width, "random");
        bars(svg, frame, ofDelete, width, "delete");
        if (frame.x().holds(0)) {
            svg.line(frame.x().at(0), TOP, frame.x().at(0), BOTTOM, "diagonal");
        }
        medians(svg, frame, delete, random);
        frame.label(svg, "KL of the control ÷ KL of the atom", "firings");
        return svg.toString();
    }

    private static double[] logs(List<SubstitutionRecord> firings, boolean delete) {
        return firings.stream()
                .mapToDouble(f -> Math.log10((delete ? f.klDelete() : f.klRandom()) / f.klAtom()))
                .filter(log -> !Double.isNaN(log))
                .map(log -> Math.clamp(log, -FARTHEST, FARTHEST)).sorted().toArray();
    }

    private static double last(Series series) {
        return series.logs[series.logs.length - 1];
    }

    /** About the rule of Freedman and Diaconis on the narrower of the two, as a width that divides a decade. */
    private static double binWidth(Series delete, Series random) {
        double spread = Math.min(quartileRange(delete), quartileRange(random));
        double rule = 2 * spread / Math.cbrt(delete.logs.length);
        double range = Math.max(last(delete), last(random)) - Math.min(delete.logs[0], random.logs[0]);
        for (double width : new double[] {0.02, 0.05, 0.1, 0.2}) {
            if (1.6 * width >= rule && range / width <= 80) {
                return width;
            }
        }
        return 0.25;
    }

    private static double quartileRange(Series series) {
        return Quantile.ofSorted(series.logs, 0.75) - Quantile.ofSorted(series.logs, 0.25);
    }

    private static int[] counts(Series series, double low, double high, double width) {
        int[] counts = new int[(int) Math.round((high - low) / width)];
        for (double log : series.logs) {
            counts[Math.clamp((int) Math.floor((log - low) / width), 0, counts.length - 1)]++;
        }
        return counts;
    }

    private static void bars(Svg svg, PlotFrame frame, int[] counts, double width, String style) {
        StringBuilder steps = new StringBuilder("M" + Svg.number(LEFT) + " " + Svg.number(BOTTOM));
        for (int i = 0; i < counts.length; i++) {
            steps.append('V').append(Svg.number(frame.y().at(counts[i])))
                    .append('H').append(Svg.number(frame.x().at(frame.x().low() + (i + 1) * width)));
        }
        svg.path(steps.append('V').append(Svg.number(BOTTOM)).toString(), "area " + style);
    }

    private static void legend(Svg svg) {
        svg.rectangle(LEFT, 9, 12, 12, "area delete").text(LEFT + 18, 19, "start", "label", "deletion ÷ atom");
        svg.rectangle(LEFT + 150, 9, 12, 12, "area random");
        svg.text(LEFT + 168, 19, "start", "label", "random atom ÷ atom");
    }

    /** Labels sit above the plot, each on the outer side of its line, so they cover neither data nor the other's line. */
    private static void medians(Svg svg, PlotFrame frame, Series delete, Series random) {
        boolean inOrder = delete.median <= random.median;
        median(svg, frame, delete, 44, inOrder);
        median(svg, frame, random, 62, !inOrder);
    }

    private static void median(Svg svg, PlotFrame frame, Series series, double height, boolean left) {
        double place = Math.clamp(Math.log10(series.median), frame.x().low(), frame.x().high());
        double x = frame.x().at(place);
        svg.line(x, height + 3, x, BOTTOM, "median " + series.style);
        boolean fits = left ? x - LABEL > LEFT : x + LABEL < RIGHT;
        String anchor = left == fits ? "end" : "start";
        svg.text(x + (anchor.equals("end") ? -5 : 5), height + 4, anchor, "label text-" + series.style,
                "median ×" + NumberText.number(series.median));
    }

    private static String alternative(Series delete, Series random) {
        if (delete.logs.length == 0 || random.logs.length == 0) {
            return "Histogram without data.";
        }
        return "Two histograms on a logarithmic axis: per firing, KL of deletion over KL of the atom, median "
                + NumberText.number(delete.median) + ", and KL of a random atom over KL of the atom, "
                + "median " + NumberText.number(random.median) + ".";
    }
}
