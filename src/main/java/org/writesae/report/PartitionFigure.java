package org.writesae.report;

import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The median cosines of alive atoms by class, with the fitted mixture of two (after Fig 2a).
 *
 * @param claim whose results
 */
record PartitionFigure(String claim) implements ClaimFigure {
    private static final int BINS = 40;
    private static final int POINTS = 200;

    @Override
    public String html(JsonNode result) {
        double[] registers = cosines(result.path("atoms"), "register");
        double[] bundles = cosines(result.path("atoms"), "bundle");
        if (registers.length + bundles.length == 0) {
            return "";
        }
        double low = Math.floor(20 * Math.min(0, min(registers, bundles))) / 20;
        double high = Math.ceil(20 * max(registers, bundles)) / 20 + 0.05;
        double tau = result.at("/partition/threshold").doubleValue();
        ValueHistogram histogram = new ValueHistogram(List.of(new ValueHistogram.Series(registers.length + " registers", registers, "atom"),
                new ValueHistogram.Series(bundles.length + " bundles", bundles, "delete")), low, high, BINS,
                "Histogram of median cosines: " + registers.length + " registers and " + bundles.length + " bundles.");
        histogram.mark(tau, "τ = " + NumberText.number(tau));
        JsonNode mixture = result.path("mixtures").path(1);
        if (mixture.isObject()) {
            curve(histogram, mixture, registers.length + bundles.length, low, high);
        }
        JsonNode classes = result.path("partition");
        String fitted = mixture.isObject() ? " Line: mixture of two normal distributions, BIC "
                + NumberText.number(mixture.get("bic").doubleValue())
                + ", " + NumberText.number(classes.path("delta_bic").doubleValue()) + " above that of one." : "";
        return Html.figure("Registers and bundles, layer " + result.at("/config/layer").asText() + " head "
                + result.at("/config/head").asText(), histogram.draw("median cosine to the native write", "atoms"),
                "Atoms that fire, by the median of their signed cosine to the " + result.at("/config/write").asText() + " write; "
                        + classes.path("n_dead").asText() + " never fire." + fitted);
    }

    private static void curve(ValueHistogram histogram, JsonNode mixture, int atoms, double low, double high) {
        double[] at = new double[POINTS];
        double[] counts = new double[POINTS];
        for (int n = 0; n < POINTS; n++) {
            at[n] = low + (high - low) * n / (POINTS - 1);
            for (int c = 0; c < 2; c++) {
                double variance = mixture.get("variances").get(c).doubleValue();
                double distance = at[n] - mixture.get("means").get(c).doubleValue();
                counts[n] += atoms * histogram.binWidth() * mixture.get("weights").get(c).doubleValue()
                        * Math.exp(-distance * distance / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
            }
        }
        histogram.curve(at, counts, "random");
    }

    private static double[] cosines(JsonNode atoms, String kind) {
        double[] values = new double[atoms.size()];
        int n = 0;
        for (JsonNode atom : atoms) {
            if (atom.path("class").asText().equals(kind)) {
                values[n++] = atom.get("median_cosine").doubleValue();
            }
        }
        return Arrays.copyOf(values, n);
    }

    private static double min(double[] a, double[] b) {
        return Math.min(Arrays.stream(a).min().orElse(0), Arrays.stream(b).min().orElse(0));
    }

    private static double max(double[] a, double[] b) {
        return Math.max(Arrays.stream(a).max().orElse(0), Arrays.stream(b).max().orElse(0));
    }
}
