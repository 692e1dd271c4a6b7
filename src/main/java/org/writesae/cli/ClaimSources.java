package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/**
 * Where the models and checkpoints of a {@link ClaimPlan} are on the Hugging Face hub: the plan's {@code repositories}, by the
 * paper's name of a model, and {@code checkpoints}.
 */
final class ClaimSources {
    private static final String CHECKPOINTS = "checkpoints";

    private final Path file;
    private final JsonNode root;

    private ClaimSources(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    static ClaimSources read(Path file) {
        return new ClaimSources(file, JsonFiles.read(file));
    }

    /** Commands that get the models and the checkpoints of a claim, of all its parts; none for a claim that is not in the plan. */
    List<String> commands(String claim) {
        List<String> commands = new ArrayList<>(models(List.of(claim)).stream().map(this::ofModel).toList());
        Set<String> folders = new LinkedHashSet<>();
        places(List.of(claim), "checkpoint").forEach(path -> folders.add((path.endsWith(".pt")
                ? path.substring(0, path.lastIndexOf('/')) : path) + "/"));
        if (!folders.isEmpty()) {
            commands.add("writesae fetch " + repository(CHECKPOINTS) + " --include " + String.join(" ", folders));
        }
        return commands;
    }

    /**
     * The names of the models that claims need, in the order of the plan.
     *
     * @param claims none means all
     */
    Set<String> models(List<String> claims) {
        return places(claims, "model");
    }

    /** Gets a model into a folder of its name. */
    String ofModel(String name) {
        return "writesae fetch " + repository(name) + " --out " + name;
    }

    /** @param folder to get them into, or null */
    String ofAllCheckpoints(Path folder) {
        return "writesae fetch " + repository(CHECKPOINTS) + (folder == null ? "" : " --out " + folder);
    }

    private Set<String> places(List<String> claims, String kind) {
        Set<String> found = new LinkedHashSet<>();
        for (JsonNode entry : root.path("claims")) {
            if (claims.isEmpty() || claims.contains(entry.path("claim").asText())) {
                Stream.of("needs", "arguments").flatMap(key -> entry.path(key).valueStream()).forEach(argument -> {
                    Matcher place = ClaimPlan.PLACE.matcher(argument.asText());
                    while (place.find()) {
                        if (place.group(1).equals(kind)) {
                            found.add(place.group(2));
                        }
                    }
                });
            }
        }
        return found;
    }

    private String repository(String name) {
        JsonNode repository = root.path("repositories").path(name);
        if (!repository.isTextual()) {
            throw InputException.at(file, "repositories." + name, "a repository was expected");
        }
        return repository.textValue();
    }
}
