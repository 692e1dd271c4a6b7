package org.writesae.report;

import java.util.Locale;

import org.writesae.experiment.FeatureRow;
import org.writesae.experiment.SubstitutionConfig;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.SubstitutionSummary;
import org.writesae.stats.Interval;

/** The replacement test as the plain-text table that a command prints. */
public final class SubstitutionTable {

    private SubstitutionTable() {
    }

    /** Lines of at most 80 columns, each ended by a newline. */
    public static String text(SubstitutionResult result) {
        SubstitutionConfig config = result.config();
        SubstitutionSummary summary = result.summary();
        StringBuilder out = new StringBuilder();
        line(out, "replacement test, layer %d head %d: %d firings of %d features%s", config.layer(), config.head(),
                summary.nFirings(), summary.nFeatures(),
                summary.nPassages() == 0 ? "" : " in " + summary.nPassages() + " passages");
        if (summary.isEmpty()) {
            line(out, "  no firing was found, so there is nothing to test");
            return out.toString();
        }
        rates(out, summary);
        out.append('\n');
        line(out, "  %-10s %7s %8s %14s %9s %9s %9s", "feature", "firings", "win rate", "95 % interval", "atom",
                "deletion", "random");
        for (FeatureRow row : summary.features()) {
            line(out, "  %-10s %7d %6s %% %14s %9s %9s %9s", "F" + row.featureId(), row.nFirings(),
                    percent(row.winRate()), interval(row.winRateCi()), NumberText.number(row.medianAtom()),
                    NumberText.number(row.medianDelete()), NumberText.number(row.medianRandom()));
        }
        return out.toString();
    }

    /** All cells of a run together. */
    public static String pooled(SubstitutionSummary summary) {
        StringBuilder out = new StringBuilder();
        line(out, "all cells: %d firings of %d features", summary.nFirings(), summary.nFeatures());
        if (!summary.isEmpty()) {
            rates(out, summary);
        }
        return out.toString();
    }

    private static void rates(StringBuilder out, SubstitutionSummary summary) {
        line(out, "  atom closer than deletion  %s %%  (%d of %d, %d ties)", percent(summary.winRate()),
                summary.wins(), summary.nFirings(), summary.ties());
        line(out, "    95 %% interval, Wilson    %s %%", interval(summary.winRateCi()));
        line(out, "  atom < deletion < random   %s %%", percent(summary.strictChain()));
        line(out, "  median KL in nats          atom %s, deletion %s, random %s",
                NumberText.number(summary.atom().median()), NumberText.number(summary.delete().median()),
                NumberText.number(summary.random().median()));
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%.1f", 100 * rate);
    }

    private static String interval(Interval interval) {
        return String.format(Locale.ROOT, "%.1f to %.1f", 100 * interval.low(), 100 * interval.high());
    }
}
