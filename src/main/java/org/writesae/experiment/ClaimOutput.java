package org.writesae.experiment;

import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What running a claim gives.
 *
 * @param result {@code config} (what was run, with every reading), {@code summary}, and what else the claim has
 * @param files  text of further files beside it, by name
 */
public record ClaimOutput(ObjectNode result, Map<String, String> files) {

    /** A result without further files. */
    public static ClaimOutput of(ObjectNode result) {
        return new ClaimOutput(result, Map.of());
    }
}
