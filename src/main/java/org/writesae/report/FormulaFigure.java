package org.writesae.report;

import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The paper's Fig 7: R² of the logit formula over cells, and one atom's changes beside what is predicted. */
final class FormulaFigure implements ClaimFigure {

    @Override
    public String claim() {
        return "closed_form_R2_per_layer";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode figure = result.path("figure");
        double[] zero = AlignmentFigure.values(figure.path("zero_parameter"));
        if (zero.length == 0) {
            return "";
        }
        long below = Arrays.stream(zero).filter(r2 -> r2 < -1).count();
        String drawing = new ValueHistogram(List.of(
                new ValueHistogram.Series("no fitted parameter", zero, "atom"),
                new ValueHistogram.Series("slope and intercept fitted", AlignmentFigure.values(figure.path("one_slope")), "delete"),
                new ValueHistogram.Series("a scalar fitted per triple", AlignmentFigure.values(figure.path("per_triple")), "random")),
                -1, 1, 20, "Histograms of R² of " + zero.length + " cells: without fitted parameters, with a fitted slope, and with a "
                        + "fitted scalar for every triple.")
                .mark(0, "as good as the mean").draw("R² of a cell", "cells");
        String cell = "layer " + result.at("/config/layer").asText() + " head " + result.at("/config/head").asText();
        String scatter = FormulaScatter.draw(figure.path("scatter").path("points"), 1);
        return Html.figure("The logit formula, " + cell, drawing, "A cell is an atom and an ε; the eval token is the model's likeliest. "
                + "Reads exact, norms linearised. R² below −1 is counted at −1: " + below + " of " + zero.length
                + " cells without a fitted parameter. A scalar per triple only tests that the change is linear in ε.")
                + (scatter.isEmpty() ? "" : Html.figure("One atom, " + cell, scatter, "Atom F" + figure.at("/scatter/feature").asText()
                        + " at ε = " + figure.at("/scatter/epsilon").asText() + ": change of the likeliest token's logit beside the "
                        + "prediction without fitted parameters. On the dashed line they agree."));
    }
}
