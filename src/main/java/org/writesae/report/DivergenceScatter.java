package org.writesae.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

import org.writesae.experiment.SubstitutionRecord;

/**
 * KL_atom of every firing against KL_delete and KL_random, both axes logarithmic and alike, so that below
 * the diagonal the atom is the closer one (after Fig 3a of the paper).
 */
final class DivergenceScatter {
    private static final double WIDTH = 400;
    private static final double LEFT = 58;
    private static final double TOP = 34;
    private static final double SIDE = 330;
    /** Points are drawn in so many passes: within one path overlapping points do not darken. */
    private static final int PASSES = 8;

    private DivergenceScatter() {
    }

    static String draw(List<SubstitutionRecord> firings) {
        double[] range = range(firings);
        PlotFrame frame = new PlotFrame(new Scale(range[0], range[1], LEFT, LEFT + SIDE),
                new Scale(range[0], range[1], TOP + SIDE, TOP));
        Svg svg = new Svg(WIDTH, TOP + SIDE + 46, alternative(firings));
        legend(svg);
        List<Ticks.Tick> ticks = Ticks.decades(range[0], range[1]);
        frame.draw(svg, ticks, ticks);
        points(svg, frame, firings, SubstitutionRecord::klRandom, "random");
        points(svg, frame, firings, SubstitutionRecord::klDelete, "delete");
        svg.line(LEFT, TOP + SIDE, LEFT + SIDE, TOP, "diagonal");
        svg.text(LEFT + SIDE - 8, TOP + SIDE - 10, "end", "note", "atom closer than control");
        svg.text(LEFT + 8, TOP + 16, "start", "note", "atom farther");
        frame.label(svg, "KL of the control (nats)", "KL of the atom (nats)");
        return svg.toString();
    }

    /** Firings with a divergence that a logarithmic axis cannot show. */
    static long hidden(List<SubstitutionRecord> firings) {
        return firings.stream()
                .filter(f -> !(f.klAtom() > 0 && f.klDelete() > 0 && f.klRandom() > 0)).count();
    }

    private static void legend(Svg svg) {
        svg.circle(LEFT + 5, 15, 4, "fill-delete").text(LEFT + 15, 19, "start", "label", "against deletion");
        svg.circle(LEFT + 150, 15, 4, "fill-random").text(LEFT + 160, 19, "start", "label", "against a random atom");
    }

    private static void points(Svg svg, PlotFrame frame, List<SubstitutionRecord> firings,
            ToDoubleFunction<SubstitutionRecord> control, String style) {
        for (int pass = 0; pass < PASSES; pass++) {
            StringBuilder data = new StringBuilder();
            for (int i = pass; i < firings.size(); i += PASSES) {
                double x = Math.log10(control.applyAsDouble(firings.get(i)));
                double y = Math.log10(firings.get(i).klAtom());
                if (frame.x().holds(x) && frame.y().holds(y)) {
                    data.append('M').append(Svg.number(frame.x().at(x))).append(' ')
                            .append(Svg.number(frame.y().at(y))).append("h0");
                }
            }
            if (!data.isEmpty()) {
                svg.path(data.toString(), "points " + style + (firings.size() > 1000 ? " many" : ""));
            }
        }
    }

    /** The decimal logarithms that all positive divergences lie between, with a margin. */
    private static double[] range(List<SubstitutionRecord> firings) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (SubstitutionRecord firing : firings) {
            for (double kl : new double[] {firing.klAtom(), firing.klDelete(), firing.klRandom()}) {
                if (kl > 0) {
                    low = Math.min(low, Math.log10(kl));
                    high = Math.max(high, Math.log10(kl));
                }
            }
        }
        if (low > high) {
            return new double[] {-1, 1};
        }
        double margin = Math.max(0.04 * (high - low), high == low ? 0.5 : 0.02);
        return new double[] {low - margin, high + margin};
    }

    private static String alternative(List<SubstitutionRecord> firings) {
        long below = firings.stream().filter(SubstitutionRecord::atomWins).count();
        long belowRandom = firings.stream().filter(f -> f.klAtom() < f.klRandom()).count();
        return "Scatter plot, both axes logarithmic: KL of the atom against KL of deletion and of a random atom, "
                + "one point each per firing. Of " + firings.size() + " firings, " + below
                + " lie below the diagonal against deletion and " + belowRandom + " against the random atom.";
    }
}
