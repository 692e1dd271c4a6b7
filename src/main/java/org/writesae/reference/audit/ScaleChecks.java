package org.writesae.reference.audit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.reference.published.Statement;
import org.writesae.stats.Bootstrap;
import org.writesae.stats.PairedT;
import org.writesae.stats.Sample;
import org.writesae.stats.WilcoxonSignedRank;

/** Passages, single features and readers: sizes that have to fit each other. */
final class ScaleChecks {
    private static final int RESAMPLES = 10_000;
    private static final int SEED = 42;

    private final PublishedData data;

    private ScaleChecks(PublishedData data) {
        this.data = data;
    }

    static List<Check> of(PublishedData data) {
        ScaleChecks checks = new ScaleChecks(data);
        return List.of(checks.passages(), checks.inversion(), checks.available(), checks.scales(), checks.readers());
    }

    private Check passages() {
        double[] ablate = data.figure("fig2b", "ablate");
        double[] random = data.figure("fig2b", "random");
        double[] zero = new double[ablate.length];
        double lost = Sample.of(ablate).mean();
        double disturbed = Sample.of(random).mean();
        double larger = IntStream.range(0, ablate.length).filter(i -> random[i] > ablate[i]).count();
        double positive = Arrays.stream(ablate).filter(value -> value > 0).count();
        Bootstrap bootstrap = Bootstrap.mean(ablate, RESAMPLES, SEED);
        PublishedNumber gap = data.number("pnll.gap");
        return Check.of("C37", "Passages of Fig 2b")
                .holds("means of the recovered pairs, bits per token; their ratio", "0.005, 0.226, 41.87",
                        data.number("pnll.del").agrees(lost) && data.number("pnll.rnd").agrees(disturbed)
                                && Math.abs(disturbed / lost / gap.number() - 1) < 0.005, lost, disturbed, disturbed / lost)
                .holds("passages with random above deletion; exact signed-rank p", "19 of 20",
                        larger == data.value("pnll.count"), larger, WilcoxonSignedRank.exactP(random, ablate))
                .shown("passages where deletion costs anything; p of a t test against no cost; bootstrap of the mean cost", "",
                        positive, PairedT.of(ablate, zero).p(), bootstrap.interval().low(),
                        bootstrap.interval().high())
                .shown("0.226/0.005 as printed", "", data.value("pnll.rnd") / data.value("pnll.del"))
                .says("The recovered passages give the printed gap within reading error. The cost of deletion is small but not "
                        + "zero, and a ratio of 42 has a small number below it.");
    }

    private Check inversion() {
        PublishedNumber nativeNorm = data.number("fal.F87.native");
        PublishedNumber delete = data.number("fal.F87.delete");
        PublishedNumber printed = data.number("fal.F87.x");
        double low = nativeNorm.least() / delete.most();
        double high = nativeNorm.most() / delete.least();
        return Check.of("C38", "Inversion of F87")
                .holds("7.0e-3/5.0e-4, and what rounding allows", printed.printed() + " times",
                        high >= printed.least() && low < printed.most(), nativeNorm.number() / delete.number(), low, high)
                .says("The medians of the footnote give a factor of 14, not the 13 of the text.");
    }

    private Check available() {
        Statement scan = data.statement("fig11.scan");
        double firings = data.number("part.F53").part("fire_rate") * scan.value("prompts") * scan.value("tokens");
        return Check.of("C42", "Firings of F53")
                .holds("0.0009 · 497 · 512 against n", "n = 300", firings >= scan.value("n"), firings, scan.value("n"))
                .says("At its printed rate F53 fires 229 times in the scan, so it cannot have 300 firings per condition.");
    }

    private Check scales() {
        double bits = Sample.of(data.figure("fig2b", "ablate")).mean();
        double nats = bits * Math.log(2);
        double one = data.value("sub.L9.medkl.delete");
        return Check.of("C50", "One write against a passage")
                .holds("deleting all register writes, nats per token; deleting one write, median KL in nats; their ratio",
                        "the same measurement", one < 10 * nats, nats, one, one / nats)
                .says("Deleting one write of one head is said to cost 1.09 nats, deleting all of them 0.004 nats per token; "
                        + "these cannot be the same measurement.");
    }

    private Check readers() {
        double layer = data.statement("readers.later").value("layer");
        double[] earlier = data.numbersOf("reader_traces").stream().filter(number -> number.id().matches("rd\\.F\\d+\\.L.*"))
                .mapToDouble(ScaleChecks::readerLayer).filter(reader -> reader <= layer).toArray();
        return Check.of("C55", "Readers of the L9 write")
                .holds("layers of printed readers that do not come after L9", "later heads", earlier.length == 0, earlier)
                .says("L5 H5, the top reader of F53, and L8 H0 come before layer 9 and cannot depend on what it writes.");
    }

    /** 17 of {@code rd.F53.L17H10}. */
    private static double readerLayer(PublishedNumber reader) {
        return Double.parseDouble(reader.id().replaceAll(".*\\.L(\\d+)H\\d+", "$1"));
    }
}
