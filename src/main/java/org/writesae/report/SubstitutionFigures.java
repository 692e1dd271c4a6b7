package org.writesae.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.SubstitutionSummary;

/** The figures of the replacement test, in the manner of Figs 3 and 14 of the paper. */
final class SubstitutionFigures implements ClaimFigure {

    @Override
    public String claim() {
        return "92pct_substitution";
    }

    @Override
    public String html(JsonNode result) {
        return "";
    }

    /** All cells together, from their own files. */
    @Override
    public String html(JsonNode result, Path folder) {
        List<SubstitutionResult> cells = new ArrayList<>();
        result.path("cells").forEach(cell -> cells.add(SubstitutionResult.read(folder.resolve(cell.path("file").asText()))));
        List<SubstitutionRecord> firings = cells.stream().flatMap(cell -> cell.records().stream()).toList();
        return firings.isEmpty() ? "" : draw(firings, SubstitutionResult.pooled(cells, cells.getFirst().config().seed()));
    }

    static String draw(List<SubstitutionRecord> firings, SubstitutionSummary summary) {
        long hidden = DivergenceScatter.hidden(firings);
        String rest = hidden == 0 ? ""
                : " Firings with a divergence of zero have no place on a logarithmic axis: " + hidden + " left out.";
        return Html.figure("Atom against the controls", DivergenceScatter.draw(firings),
                        "Each firing gives two points. Below the dashed diagonal the atom keeps the output closer to "
                                + "native than the control does." + rest)
                + Html.figure("How much closer", RatioHistogram.draw(firings, summary),
                        "Per firing, the control's divergence over the atom's. Right of the dashed line at 1 the atom "
                                + "is closer; solid lines are medians.")
                + Html.figure("Win rate by feature", WinRateStrip.draw(summary),
                        "Share of firings with KL_atom < KL_delete, with its 95 % Wilson interval. The dashed line is "
                                + "an even chance.")
                + Html.figure("Where the atom fails", QuartileFailures.draw(summary.quartiles()),
                        "Firings the atom does not win, by how much deletion changes the output; bars carry 95 % "
                                + "Wilson intervals.");
    }
}
