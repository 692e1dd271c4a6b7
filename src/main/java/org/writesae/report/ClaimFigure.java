package org.writesae.report;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;

/** Draws the result of a claim, from its files alone. */
public interface ClaimFigure {

    /** Whose results it draws: an id of {@code published/claims.json}. */
    String claim();

    /** Figures as HTML, each a {@code <figure>} with title and caption; "" where the result holds nothing to draw. */
    String html(JsonNode result);

    /**
     * The same where the figures need more than the summary.
     *
     * @param folder what the claim's files are in
     */
    default String html(JsonNode result, Path folder) {
        return html(result);
    }
}
