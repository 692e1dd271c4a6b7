package org.writesae.cli;

import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.SubstitutionResult;

/** The summary of a result as one line of JSON. */
final class ResultJson {
    private static final JsonMapper JSON = new JsonMapper();

    private ResultJson() {
    }

    /** {@code {"out","layer","head", …}} and then the fields of the result file's {@code summary}. */
    static ObjectNode line(SubstitutionResult result, Path out) {
        ObjectNode line = JSON.createObjectNode();
        line.put("out", out.toString());
        line.put("layer", result.config().layer()).put("head", result.config().head());
        line.setAll((ObjectNode) tree(result).get("summary"));
        return line;
    }

    /** The whole result file as a tree. */
    static ObjectNode tree(SubstitutionResult result) {
        try {
            return (ObjectNode) JSON.readTree(result.toJson());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
