package org.writesae.report;

import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/** The figures of all claims. */
final class ClaimFigures {
    private static final List<ClaimFigure> ALL = List.of(
            new AlignmentFigure(),
            new MemoryEditFigure(),
            new InstallFigure(),
            new PerplexityFigure());

    private ClaimFigures() {
    }

    /** The figures of a claim, in order; "" for none. */
    static String html(String claim, JsonNode result) {
        return ALL.stream().filter(figure -> figure.claim().equals(claim)).map(figure -> figure.html(result))
                .collect(Collectors.joining());
    }
}
