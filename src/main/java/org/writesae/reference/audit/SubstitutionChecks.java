package org.writesae.reference.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.stats.BinomialTest;
import org.writesae.stats.Interval;
import org.writesae.stats.PairedDominance;
import org.writesae.stats.ProportionInterval;
import org.writesae.stats.WilcoxonSignedRank;

/** The replacement test: counts, rates and ratios of its 4,851 firings. */
final class SubstitutionChecks {
    private static final List<String> LAYERS = List.of("L1", "L9", "L17");
    /** What turns a median absolute deviation into an estimate of a normal distribution's σ. */
    private static final double NORMAL_MAD = 1.4826;

    private final PublishedData data;

    private SubstitutionChecks(PublishedData data) {
        this.data = data;
    }

    static List<Check> of(PublishedData data) {
        SubstitutionChecks checks = new SubstitutionChecks(data);
        return List.of(checks.wilson(), checks.layers(), checks.histogram(), checks.medianRatio(), checks.quartiles(),
                checks.ratios(), checks.controls(), checks.dominance(), checks.smallestP(), checks.spreads());
    }

    private Check wilson() {
        int wins = (int) data.value("sub.win.count");
        PublishedNumber pooled = data.number("sub.win.pooled");
        Interval wilson = ProportionInterval.wilson(wins, pooled.size());
        double rate = (double) wins / pooled.size();
        boolean ends = Math.abs(wilson.low() - pooled.interval().low()) < 5e-4
                && Math.abs(wilson.high() - pooled.interval().high()) < 5e-4;
        return Check.of("C1", "Rate and interval of the headline")
                .holds("4481/4851 and Wilson's interval, z = 1.96", pooled.printed(), pooled.agrees(rate) && ends, rate,
                        wilson.low(), wilson.high())
                .says("The headline rate and its Wilson interval follow from 4,481 wins in 4,851 firings.");
    }

    private Check layers() {
        double weighted = 0;
        for (String layer : LAYERS) {
            weighted += data.value("sub." + layer + ".n") * data.value("sub." + layer + ".win");
        }
        double pooled = data.value("sub.win.count");
        List<int[]> solutions = decompositions();
        int[] first = solutions.isEmpty() ? new int[3] : solutions.get(0);
        return Check.of("C2", "Layer rates against the pooled rate")
                .holds("1500 · 0.939 + 1851 · 0.912 + 1500 · 0.923, and over 4851", "4481; 0.924",
                        Math.round(weighted) == pooled, weighted, weighted / data.number("sub.win.pooled").size())
                .shown("whole numbers of wins that round to the layer rates and 0.9125 and sum to 4481: how many ways, "
                        + "and the wins", "", solutions.size(), first[0], first[1], first[2])
                .says("The layer rates give the pooled count, and only one set of whole numbers does: 1,408, 1,689 and "
                        + "1,384 wins.");
    }

    /** Wins of the three layers that round to the printed rates and sum to the printed count. */
    private List<int[]> decompositions() {
        List<int[]> found = new ArrayList<>();
        int total = (int) data.value("sub.win.count");
        PublishedNumber fine = data.number("sub.L9.win.fine");
        for (int first : wins("L1")) {
            for (int middle : wins("L9")) {
                int last = total - first - middle;
                boolean fits = fine.agrees(middle / data.value("sub.L9.n"))
                        && wins("L17").contains(last);
                if (fits) {
                    found.add(new int[] {first, middle, last});
                }
            }
        }
        return found;
    }

    private List<Integer> wins(String layer) {
        int n = (int) data.value("sub." + layer + ".n");
        PublishedNumber rate = data.number("sub." + layer + ".win");
        return IntStream.rangeClosed(0, n).filter(wins -> rate.agrees((double) wins / n)).boxed().toList();
    }

    private Check histogram() {
        double wins = data.figureNumber("fig14", "wins");
        double losses = data.figureNumber("fig14", "losses");
        int[] split = decompositions().get(0);
        double[] failures = new double[3];
        double failed = 0;
        for (int i = 0; i < 3; i++) {
            failures[i] = data.value("sub." + LAYERS.get(i) + ".n") - split[i];
            failed += failures[i];
        }
        return Check.of("C3", "Bars of Fig 14a")
                .holds("recovered bars: wins, losses, sum", "4481, 370, 4851", wins == data.value("sub.win.count")
                        && losses == data.value("sub.loss.count") && wins + losses == data.number("sub.win.pooled").size(),
                        wins, losses, wins + losses)
                .holds("failures by layer, 1500 − 1408, 1851 − 1689, 1500 − 1384, and their sum", "370",
                        failed == losses, failures[0], failures[1], failures[2], failed)
                .says("The bars of Fig 14a add up to exactly the printed counts.");
    }

    private Check medianRatio() {
        double ratio = Math.exp(-data.figureNumber("fig14", "median_log_atom_over_delete"));
        double near = data.figureNumber("fig14", "wins_in_last_two_bins.m0178_to_m0051")
                + data.figureNumber("fig14", "wins_in_last_two_bins.m0051_to_p0076");
        PublishedNumber printed = data.number("sub.ratio.perpos.delete");
        return Check.of("C3b", "Median ratio of Fig 14a")
                .holds("exp(0.436)", printed.printed(), printed.agrees(ratio), ratio)
                .shown("wins with a ratio of at most exp(0.178), and their share of all wins", "", near,
                        near / data.value("sub.win.count"), Math.exp(0.178))
                .says("The recovered histogram has the printed median ratio; more than a quarter of the wins are by "
                        + "less than a fifth.");
    }

    private Check quartiles() {
        double mean = IntStream.rangeClosed(1, 4).mapToDouble(q -> data.value("sub.quartile.Q" + q)).sum() / 4;
        double pooled = data.value("sub.loss.count") / data.number("sub.win.pooled").size();
        return Check.of("C4", "Failure rates of the quartiles")
                .rounded("mean of the four rates, and 370/4851", data.number("sub.fail.pooled").printed(),
                        Math.abs(mean - pooled) <= data.number("sub.quartile.Q1").rounding().orElse(0), mean, pooled)
                .says("The quartile rates average to the pooled failure rate within their rounding.");
    }

    private Check ratios() {
        CheckDraft check = Check.of("C8", "Ratio of the column medians")
                .rounded("L9: deletion / atom, 1.09/0.40, and what rounding allows", "2.70",
                        inside(ratio("L9", "delete"), data.number("sub.ratio.columns").part("delete")),
                        ratio("L9", "delete"))
                .rounded("L9: random / atom, 2.02/0.40, and what rounding allows", "4.90",
                        inside(ratio("L9", "random"), data.number("sub.ratio.columns").part("random")),
                        ratio("L9", "random"));
        for (String layer : List.of("L1", "L17")) {
            double[] delete = ratio(layer, "delete");
            double[] random = ratio(layer, "random");
            check.holds(layer + ": deletion / atom and random / atom", "2.70 and 4.90 hold there too",
                    inside(delete, 2.70) && inside(random, 4.90), delete[0], random[0]);
        }
        return check.says("At L9 the printed medians give 1 : 2.7 : 5.0 to 5.1, so 4.90 cannot come from them, and at L1 "
                + "and L17 the ratios are 1 : 1.4 : 1.7 and 1 : 1.4 : 1.9.");
    }

    /** Quotient, least and largest quotient of a condition's median and the atom's. */
    private double[] ratio(String layer, String condition) {
        PublishedNumber top = data.number("sub." + layer + ".medkl." + condition);
        PublishedNumber bottom = data.number("sub." + layer + ".medkl.atom");
        return new double[] {top.number() / bottom.number(), top.least() / bottom.most(), top.most() / bottom.least()};
    }

    private static boolean inside(double[] ratio, double printed) {
        return printed >= ratio[1] && printed <= ratio[2];
    }

    private Check controls() {
        double ratio = data.value("sub.ratio.perpos.random") / data.value("sub.ratio.perpos.delete");
        PublishedNumber printed = data.number("sub.ratio.controls");
        return Check.of("C9", "Separation of the two controls")
                .holds("2.52/1.55", printed.printed(), printed.agrees(ratio), ratio)
                .says("The separation of the controls is the quotient of the two median ratios.");
    }

    private Check dominance() {
        int wins = (int) Math.round(data.value("sub.L9.win.fine") * data.value("sub.L9.n"));
        double dominance = PairedDominance.of(wins, (int) data.value("sub.L9.n"));
        PublishedNumber printed = data.number("sub.cliff");
        return Check.of("C10", "\"Cliff's δ\" at L9")
                .holds("2 · 1689/1851 − 1", printed.printed(), printed.agrees(dominance), dominance)
                .says("The printed Cliff's δ is the paired dominance 2p − 1 of the win rate. Cliff's δ proper compares "
                        + "every value of one sample with every value of the other, and would be smaller.");
    }

    private Check smallestP() {
        int n = (int) data.value("sub.L9.n");
        int wins = (int) Math.round(data.value("sub.L9.win.fine") * n);
        double all = data.number("sub.p.fig2c").size();
        double layer = smallestWilcoxon(n);
        double pooled = smallestWilcoxon((int) all);
        double sign = BinomialTest.log10TwoSided(wins, n);
        return Check.of("C11", "Is so small a p possible")
                .holds("log10 of the smallest p of a signed-rank test with 1851 pairs, with 4851 pairs", "-200, -220",
                        layer < Math.log10(data.value("sub.wilcoxon.L9")) && pooled < Math.log10(data.value("sub.p.fig2c")),
                        layer, pooled)
                .shown("log10 p of a sign test of 1689 wins of 1851", "", sign)
                .says("p values below 1e-200 and 1e-220 are attainable at these sample sizes.");
    }

    /** log10 p where every difference has the same sign. */
    private static double smallestWilcoxon(int n) {
        double[] zero = new double[n];
        double[] rising = IntStream.rangeClosed(1, n).asDoubleStream().toArray();
        return WilcoxonSignedRank.of(zero, rising).log10P();
    }

    private Check spreads() {
        List<Double> least = new ArrayList<>();
        int impossible = 0;
        int impossibleScaled = 0;
        for (String layer : LAYERS) {
            double root = Math.sqrt(data.value("sub." + layer + ".n"));
            for (String condition : List.of("atom", "delete", "random")) {
                PublishedNumber median = data.number("sub." + layer + ".medkl." + condition);
                double deviation = (median.part("spread") - median.rounding().orElse(0)) * root;
                least.add(deviation);
                impossible += deviation > median.most() ? 1 : 0;
                impossibleScaled += deviation / NORMAL_MAD > median.most() ? 1 : 0;
            }
        }
        return Check.of("C12", "The ± of Table 2")
                .shown("least MAD that the ± allows, (± − 0.005) √n, for L1, L9, L17 by atom, deletion, random",
                        "", least.stream().mapToDouble(Double::doubleValue).toArray())
                .holds("cells whose MAD would exceed their median; the same with MAD · 1.4826", "0", impossible == 0,
                        impossible, impossibleScaled)
                .says("A divergence is never negative, so its MAD cannot exceed its median; in four of nine cells the "
                        + "printed ± would need that. The ± is not MAD/√n.");
    }
}
