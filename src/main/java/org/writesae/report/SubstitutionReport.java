package org.writesae.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.writesae.experiment.FeatureRow;
import org.writesae.experiment.SubstitutionConfig;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.SubstitutionSummary;
import org.writesae.io.OutputFiles;

/**
 * The replacement test as one HTML page that needs nothing else: what was run, the statistics beside the
 * paper's, figures in the manner of its Figs 3 and 14, and every firing.
 */
public final class SubstitutionReport {
    private final List<SubstitutionResult> results;
    private final SubstitutionSummary summary;
    private final List<SubstitutionRecord> firings;

    private SubstitutionReport(List<SubstitutionResult> results) {
        if (results.isEmpty()) {
            throw new IllegalArgumentException("a report of no results");
        }
        this.results = List.copyOf(results);
        this.firings = results.stream().flatMap(result -> result.records().stream()).toList();
        this.summary = results.size() == 1 ? results.get(0).summary()
                : SubstitutionResult.pooled(results, results.get(0).config().seed());
    }

    /** Writes the page whole or not at all. Several results are shown side by side and pooled. */
    public static void write(Path file, List<SubstitutionResult> results) {
        byte[] page = html(results).getBytes(StandardCharsets.UTF_8);
        OutputFiles.write(file, out -> out.write(page));
    }

    /** The page as text; equal results give equal text. */
    public static String html(List<SubstitutionResult> results) {
        return new SubstitutionReport(results).page();
    }

    private String page() {
        StringBuilder page = new StringBuilder(lead() + "</header>\n<main>\n");
        page.append("<h2>What was run</h2>\n").append(runs());
        if (!summary.isEmpty()) {
            page.append("<h2>Result</h2>\n").append(statistics());
            page.append("<h2>Figures</h2>\n").append(figures());
            page.append("<h2>By feature</h2>\n").append(features());
            page.append("<section class=\"listing\">\n<h2>Firings</h2>\n").append(listOfFirings())
                    .append("</section>\n");
        }
        page.append("<h2>How each number is computed</h2>\n<section class=\"methods\">\n")
                .append(Html.definitions(ReportText.METHODS, Html::prose)).append("</section>\n");
        return Html.page("Replacement test", page.toString());
    }

    private String lead() {
        if (summary.isEmpty()) {
            return "<p class=\"lead\">No firing was found, so there is nothing to test.</p>\n";
        }
        String claim = "At " + summary.wins() + " of " + summary.nFirings() + " firings ("
                + NumberText.percent(summary.winRate()) + ", 95 % interval " + NumberText.percent(summary.winRateCi())
                + ") the model's output stays closer to native when the native write is replaced by the dictionary's "
                + "atom than when it is deleted.";
        return "<p class=\"lead\">" + Html.escape(claim) + "</p>\n"
                + "<p class=\"soft\">Experiment E1 of WriteSAE, arXiv 2605.12770, §3.2.</p>\n";
    }

    /** What all runs share once, then what is each one's own. */
    private String runs() {
        List<List<List<String>>> all = results.stream().map(result -> RunDescription.of(result.config())).toList();
        List<List<String>> shared = all.get(0).stream().filter(entry -> all.stream().allMatch(run -> run.contains(entry)))
                .toList();
        StringBuilder out = new StringBuilder(Html.definitions(shared, Html::escape));
        if (results.size() > 1) {
            out.append("<div class=\"runs\">\n");
            for (int i = 0; i < results.size(); i++) {
                List<List<String>> own = all.get(i).stream().filter(entry -> !shared.contains(entry)).toList();
                out.append("<section>\n<h3>").append(Html.escape(cell(results.get(i).config()))).append("</h3>\n")
                        .append(Html.definitions(own, Html::escape)).append("</section>\n");
            }
            out.append("</div>\n");
        }
        return out.toString();
    }

    private String statistics() {
        List<String> head = new ArrayList<>(List.of(""));
        List<SubstitutionSummary> columns = new ArrayList<>();
        if (results.size() > 1) {
            for (SubstitutionResult result : results) {
                head.add(cell(result.config()));
                columns.add(result.summary());
            }
        }
        head.add(results.size() > 1 ? "all" : "this run");
        columns.add(summary);
        head.add("paper, L9 H4");
        head.add("paper, pooled");
        return "<p>" + Html.escape(comparability()) + "</p>\n<div class=\"summary\">\n"
                + Html.table("", head, SummaryRows.of(columns)) + "</div>\n";
    }

    /** Says whose numbers the paper's columns are; only a run of the paper's model may be held against them. */
    private String comparability() {
        boolean papersModel = results.stream().map(result -> result.config().model())
                .allMatch(model -> model != null && model.contains(PublishedSubstitution.MODEL));
        String source = "The shaded columns are what the paper prints for " + PublishedSubstitution.MODEL
                + ", at layer 9 head 4 and over layers 1, 9 and 17 together; a dash is a number it does not print. ";
        return source + (papersModel ? "This run names the same model; whether dictionary, passages and readings are "
                + "the same is for the reader to judge."
                : "They are of another model, another dictionary and other passages: they show what the same statistics "
                + "look like there, and are no target for this run.");
    }

    private String figures() {
        return "<div class=\"figures\">\n" + SubstitutionFigures.draw(firings, summary) + "</div>\n";
    }

    private String features() {
        List<List<String>> rows = new ArrayList<>();
        for (FeatureRow row : summary.features()) {
            rows.add(List.of("F" + row.featureId(), "L" + row.layer() + " H" + row.head(),
                    Integer.toString(row.nFirings()), NumberText.percent(row.winRate()),
                    NumberText.percent(row.winRateCi()), NumberText.number(row.medianAtom()),
                    NumberText.number(row.medianDelete()), NumberText.number(row.medianRandom()),
                    NumberText.percent(row.strictChain())));
        }
        return Html.table("Medians of KL divergences in nats; intervals are Wilson's.",
                List.of("Feature", "Cell", "Firings", "Win rate", "95 % interval", "Atom", "Deletion", "Random",
                        "Strict chain"), rows);
    }

    private String listOfFirings() {
        List<List<String>> rows = new ArrayList<>();
        for (SubstitutionRecord firing : firings) {
            rows.add(List.of("F" + firing.featureId(), "L" + firing.layer() + " H" + firing.head(),
                    firing.promptId() < 0 ? "–" : Integer.toString(firing.promptId()),
                    Integer.toString(firing.firingPosition()), NumberText.number(firing.coefficient()),
                    NumberText.number(firing.normNative()), NumberText.number(firing.cosine()),
                    NumberText.number(firing.klAtom()), NumberText.number(firing.klDelete()),
                    NumberText.number(firing.klRandom()), firing.atomWins() ? "atom" : firing.isTie() ? "tie" : "deletion"));
        }
        return "<details>\n<summary>All " + firings.size() + " firings</summary>\n"
                + Html.table("KL divergences in nats, in the direction of the run; the result file has all digits and "
                        + "the other direction.", List.of("Feature", "Cell", "Passage", "Position", "Coefficient",
                        "‖Δ_nat‖", "Cosine", "Atom", "Deletion", "Random", "Closer"), rows) + "</details>\n";
    }

    private static String cell(SubstitutionConfig config) {
        return "L" + config.layer() + " H" + config.head();
    }
}
