package org.writesae.reference.audit;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.reference.published.Statement;
import org.writesae.stats.Interval;
import org.writesae.stats.LinearFit;
import org.writesae.stats.Sample;

/** Figures whose data were recovered, against what is printed of them. */
final class FigureChecks {
    /** Points closer to zero than this are within the error of reading them. */
    private static final double READABLE = 1e-3;

    private final PublishedData data;

    private FigureChecks(PublishedData data) {
        this.data = data;
    }

    static List<Check> of(PublishedData data) {
        FigureChecks checks = new FigureChecks(data);
        return List.of(checks.selectivity(), checks.selectivityTitle(), checks.line(), checks.fits(), checks.triples(),
                checks.designSize(), checks.exemplars(), checks.bars());
    }

    private Check selectivity() {
        double[] cells = Stream.of("L1", "L9", "L17").flatMapToDouble(layer -> Arrays.stream(data.figure("fig9", layer)))
                .toArray();
        Sample sample = Sample.of(cells);
        Interval interval = sample.interval(0.95);
        PublishedNumber printed = data.number("sel.mean");
        boolean ends = Math.abs(interval.low() - printed.interval().low()) <= 5e-5
                && Math.abs(interval.high() - printed.interval().high()) <= 5e-5;
        double above = Arrays.stream(cells).filter(cell -> cell > 0.99).count();
        double least = Arrays.stream(cells).min().orElseThrow();
        return Check.of("C19", "Dots of Fig 9")
                .holds("mean of 47 cells and Student's interval; SD", printed.printed(), printed.agrees(sample.mean()) && ends,
                        sample.mean(), interval.low(), interval.high(), sample.sd())
                .holds("cells above 0.99, smallest cell", "39 of 47, 0.962", above == data.value("sel.cells99")
                        && data.number("sel.min").agrees(least), above, least)
                .shown("means of L1, L9, L17", "", Sample.of(data.figure("fig9", "L1")).mean(),
                        Sample.of(data.figure("fig9", "L9")).mean(), Sample.of(data.figure("fig9", "L17")).mean())
                .says("The recovered dots give the printed mean, its t interval and counts.");
    }

    private Check selectivityTitle() {
        double[] random = data.figure("fig10", "random");
        double least = Arrays.stream(random).min().orElseThrow();
        double bound = data.value("sel.title");
        return Check.of("C19b", "Title of Fig 10")
                .holds("smallest value of the curve against a random control", ">= 0.997", least >= bound, least)
                .holds("the same against the caption", "never below 0.996", least >= data.statement("fig10.caption").value("bound"),
                        least)
                .shown("K = 32 in Fig 10 and the mean of Fig 9", "", random[random.length - 1], data.value("sel.mean"))
                .says("The curve goes down to 0.9965, so the caption holds and the title does not.");
    }

    private Check line() {
        double[] x = data.figure("fig7a", "x");
        double[] y = data.figure("fig7a", "y");
        LinearFit fit = LinearFit.of(x, y);
        double origin = LinearFit.slopeThroughOrigin(x, y);
        int[] readable = IntStream.range(0, x.length).filter(i -> Math.abs(x[i]) > READABLE).toArray();
        double same = Arrays.stream(readable).filter(i -> x[i] * y[i] > 0).count();
        PublishedNumber printed = data.number("cf.R2.single");
        return Check.of("C20", "Line of Fig 7a")
                .holds("least squares over 500 points: slope, intercept, R²", printed.printed(), printed.agrees(fit.r2()),
                        fit.slope(), fit.intercept(), fit.r2())
                .shown("R² through the origin, with slope 1, with slope −1", "", LinearFit.r2OfPrediction(x, y, origin),
                        LinearFit.r2OfPrediction(x, y, 1), LinearFit.r2OfPrediction(x, y, -1))
                .shown("points where prediction and measurement have the same sign, of those with |x| > 0.001", "", same,
                        readable.length)
                .says("R² = 0.982 is that of a line with fitted slope −0.180. As a prediction without fitted parameters the "
                        + "abscissa has R² = −99 and the wrong sign at every point, so the figure cannot support \"no fitted "
                        + "parameters\".");
    }

    private Check fits() {
        double[] counts = data.figure("fig7b_hist_counts", "counts");
        double sum = DoubleStream.of(counts).sum();
        BigInteger divisor = DoubleStream.of(counts).mapToObj(count -> BigInteger.valueOf((long) count))
                .reduce(BigInteger.ZERO, BigInteger::gcd);
        return Check.of("C20b", "Bars of Fig 7b")
                .noted("sum of the bars, and what all of them are a multiple of", "200 fits",
                        divisor.intValue() > 1 && sum == data.statement("fig7b.cells").value("cells"), sum, divisor.intValue())
                .says("Every bar is a multiple of four, because R² does not depend on the size of the edit: the 200 fits are "
                        + "50 values, each counted four times.");
    }

    private Check triples() {
        double triples = data.value("sel.triples");
        Statement card = data.statement("selectivity.triples");
        double expected = card.value("cells") * card.value("features");
        return Check.of("C41", "592 triples")
                .holds("592/47 cells; 47 · 8", "47 cells of 8 features", triples == expected, triples / card.value("cells"),
                        expected)
                .shown("592 = 74 · 8 = 37 · 16", "", triples / 8, triples / 16)
                .says("592 is no multiple of 47; 47 cells of 8 features are 376.");
    }

    private Check designSize() {
        PublishedNumber design = data.number("cf.expC.design");
        double predictions = design.part("prompts") * design.part("features") * design.part("scales")
                * design.part("eval_tokens");
        return Check.of("C47", "Size of Experiment C")
                .noted("500 · 50 · 4 · 64 predictions in 192 files", "192 shards", predictions > 1e6, predictions,
                        predictions / data.value("cf.expC.npz"))
                .says("6.4 million frozen predictions, none of which is published.");
    }

    private Check exemplars() {
        CheckDraft check = Check.of("C53", "Bars of Fig 11c");
        boolean near = true;
        for (String feature : List.of("F53", "F1335", "F63")) {
            double atom = data.value("sub.fig11." + feature + ".atom");
            double random = data.value("sub.fig11." + feature + ".random") / atom;
            double delete = data.value("sub.fig11." + feature + ".delete") / atom;
            double label = data.value("sub." + feature + ".RA");
            check.holds(feature + ": random / atom", "about " + (int) label + " times", Math.abs(random - label) < 0.5, random)
                    .shown(feature + ": deletion / atom", "", delete);
            near &= delete < 1.5;
        }
        return check.holds("deletion / atom below 1.5 for all three", "atom near deletion", near)
                .says("The labels of 4 and 5 times hold, but the atom lies 2.4 to 2.6 times below deletion, not near it.");
    }

    private Check bars() {
        Statement bars = data.statement("fig11.bars");
        double prompts = data.statement("fig11.scan").value("prompts");
        double largest = bars.values().values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return Check.of("C54", "Bars of Fig 11b")
                .holds("sums of the three histograms", "497 prompts", largest > 0.5 * prompts, bars.value("F53"),
                        bars.value("F1335"), bars.value("F63"))
                .says("Each histogram holds 20 firings, the contexts that are shown, not those of 497 prompts.");
    }
}
