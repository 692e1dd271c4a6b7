package org.writesae.report;

import com.fasterxml.jackson.databind.JsonNode;

/** Draws the result of a claim, from its file alone. */
public interface ClaimFigure {

    /** Whose results it draws: an id of {@code published/claims.json}. */
    String claim();

    /** Figures as HTML, each a {@code <figure>} with title and caption; "" where the result holds nothing to draw. */
    String html(JsonNode result);
}
