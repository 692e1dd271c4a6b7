package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/** A claim of several parts: each has a result of its own, and the claim's holds them all. */
final class ClaimParts {
    private static final String PREFIX = "part_";

    private ClaimParts() {
    }

    /** The name of a part's result. */
    static String name(String part) {
        return PREFIX + part;
    }

    /** Writes the claim's result: {@code summary} has the summary of each part, {@code parts} all that is in its file. */
    static void join(Path folder, String claim) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putObject("config").put("claim", claim);
        ObjectNode summary = result.putObject("summary");
        ObjectNode parts = result.putObject("parts");
        for (Path file : files(folder)) {
            JsonNode part = JsonFiles.read(file);
            String name = file.getFileName().toString().replaceAll("^" + PREFIX + "|\\.json$", "");
            summary.set(name, part.path("summary"));
            parts.set(name, part);
        }
        JsonFiles.write(folder.resolve(ClaimOptions.RESULT), result);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(PREFIX + "[a-z]+\\.json")).sorted().toList();
        } catch (IOException failure) {
            throw new InputException(folder + ": " + failure, failure);
        }
    }
}
