package org.writesae.report;

import com.fasterxml.jackson.databind.JsonNode;

/** Changes of a token's logit by edits at one position, beside the formula's (claim predictive_steering_84pct). */
final class SignFigure implements ClaimFigure {

    @Override
    public String claim() {
        return "predictive_steering_84pct";
    }

    @Override
    public String html(JsonNode result) {
        String drawing = FormulaScatter.draw(result.path("points"), 0);
        if (drawing.isEmpty()) {
            return "";
        }
        JsonNode plain = result.at("/summary/plain_exact");
        return Html.figure("Edits at one position, layer " + result.at("/config/layer").asText() + " head "
                + result.at("/config/head").asText(), drawing, "The sign agrees in "
                + NumberText.percent(plain.get("sign_agreement").doubleValue()) + " of " + result.at("/summary/n_trials").asText()
                + " edits (quadrants lower left and upper right). Prediction without fitted parameters and without the norms, read exact; "
                + "on the dashed line they agree.");
    }
}
