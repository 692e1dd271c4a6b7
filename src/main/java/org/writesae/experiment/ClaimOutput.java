package org.writesae.experiment;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.Tensor;

/**
 * What running a claim gives.
 *
 * @param result   {@code config} (what was run, with every reading), {@code summary}, and what else the claim has
 * @param files    text of further files beside it, by name
 * @param archives arrays of further npz files beside it, by name
 */
public record ClaimOutput(ObjectNode result, Map<String, String> files, Map<String, List<Tensor>> archives) {

    /** A result with further text files. */
    public ClaimOutput(ObjectNode result, Map<String, String> files) {
        this(result, files, Map.of());
    }

    /** A result without further files. */
    public static ClaimOutput of(ObjectNode result) {
        return new ClaimOutput(result, Map.of());
    }
}
