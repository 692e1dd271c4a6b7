package org.writesae.reference.audit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.stats.BimodalityCoefficient;
import org.writesae.stats.GaussianMixture;

/** The cosines of Fig 2a, recovered as a histogram, and the evidence for two classes. */
final class CosineChecks {
    private static final int BUNDLE_BINS = 3;

    private final PublishedData data;
    private final double[] edges;
    private final double[] counts;

    private CosineChecks(PublishedData data) {
        this.data = data;
        edges = data.figure("fig2a_hist", "bin_edges");
        counts = data.figure("fig2a_hist", "counts");
    }

    static List<Check> of(PublishedData data) {
        CosineChecks checks = new CosineChecks(data);
        return List.of(checks.histogram(), checks.mixtures(), checks.bimodality());
    }

    private Check histogram() {
        double bundles = Arrays.stream(counts, 0, BUNDLE_BINS).sum();
        double registers = Arrays.stream(counts, BUNDLE_BINS, counts.length).sum();
        int median = medianBin(registers);
        double highest = edges[edges.length - 1];
        double tenth = Arrays.stream(counts, 5, counts.length).sum();
        double product = data.number("part.F53").part("cos_v") * data.number("part.F53").part("cos_w");
        PublishedNumber cosine = data.number("part.regcos");
        return Check.of("C17", "Bars of Fig 2a")
                .holds("bars below and above the edge at 0.0493", "94, 222", bundles == data.value("part.bun")
                        && registers == data.value("part.reg"), bundles, registers)
                .holds("bin of the register median", cosine.printed(), cosine.number() > edges[median]
                        && cosine.number() < edges[median + 1], edges[median], edges[median + 1])
                .holds("bars above the edge at 0.0989", "221 at τ = 0.10",
                        tenth == data.number("part.tau0.1.08b").part("register"), tenth)
                .shown("upper end of the bars, against the factor product of F53 (Table 1) and F758", "0.985", highest,
                        product, data.number("part.F758").part("cos"))
                .shown("bars below −0.0003, against the atoms below 0 of Table 13", "26", counts[0],
                        data.number("pop.bin.lt0").part("atoms"))
                .says("The bars give the printed classes and median. No atom lies above 0.521, so the cosines of 0.73 and "
                        + "0.985 of single features are another statistic or another run.");
    }

    private int medianBin(double registers) {
        double seen = 0;
        for (int bin = BUNDLE_BINS; bin < counts.length; bin++) {
            seen += counts[bin];
            if (seen >= registers / 2) {
                return bin;
            }
        }
        throw new IllegalStateException("no median");
    }

    /** The atoms of every bar spread evenly over it; all at its middle, a component could shrink onto one bar. */
    private double[] cosines() {
        return IntStream.range(0, counts.length).boxed().flatMapToDouble(bin -> IntStream.range(0, (int) counts[bin])
                .mapToDouble(i -> edges[bin] + (edges[bin + 1] - edges[bin]) * (i + 0.5) / counts[bin])).toArray();
    }

    private Check mixtures() {
        double difference = data.value("part.bic3") - data.value("part.bic2");
        double[] cosines = cosines();
        GaussianMixture one = GaussianMixture.fit(cosines, 1);
        GaussianMixture two = GaussianMixture.fit(cosines, 2);
        GaussianMixture three = GaussianMixture.fit(cosines, 3);
        double toTwo = two.bic() - one.bic();
        return Check.of("C17b", "Two components or three")
                .holds("BIC(3) − BIC(2) = −683.33 + 679.18", "-4.15",
                        Math.abs(difference - data.statement("bic.difference").value("difference")) < 5e-3, difference)
                .holds("refit on the bars: BIC(2) − BIC(1), same sign and size", data.number("part.dbic").printed(),
                        toTwo < 0 && toTwo > 1.5 * data.value("part.dbic"), toTwo)
                .shown("refit: BIC(3) − BIC(2), means and weights of two components", "", three.bic() - two.bic(),
                        two.means().get(0), two.means().get(1), two.weights().get(0), two.weights().get(1))
                .says("One component is ruled out. Lower BIC is better, so the printed −4.15 favours three components, not "
                        + "two as the text has it.");
    }

    private Check bimodality() {
        BimodalityCoefficient coefficient = BimodalityCoefficient.of(cosines());
        PublishedNumber printed = data.number("part.bc");
        return Check.of("C18", "Bimodality coefficient")
                .shown("skewness and Pearson's kurtosis of the bars; the coefficient with that kurtosis", printed.printed(),
                        coefficient.skewness(), coefficient.excessKurtosis() + 3, coefficient.asPublished())
                .holds("the coefficient with excess kurtosis, as it is defined", printed.printed(),
                        printed.agrees(coefficient.value()), coefficient.value())
                .shown("threshold of a uniform sample, 5/9", "0.555", BimodalityCoefficient.THRESHOLD)
                .says("0.208 comes from Pearson's kurtosis where the excess is required; the coefficient is about 0.51, still "
                        + "below 0.555, so the conclusion stands.");
    }
}
