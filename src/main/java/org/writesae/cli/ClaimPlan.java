package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/**
 * The claims that a run of all of them makes, each with the arguments of its command. In a plan, {@code {data}} stands for the
 * folder of the reference data, {@code {model:NAME}}, {@code {tokens:NAME}}, {@code {states:NAME}} and
 * {@code {prompts:NAME}} for what the user gave under that name, and {@code {checkpoint:PATH}} for a path in the user's
 * checkpoint repository. {@code needs} are such places that are no arguments: what an earlier claim needs whose result is taken.
 */
final class ClaimPlan {
    /** The plan for the paper's models. */
    static final String PUBLISHED = "published-claims.json";
    static final Pattern PLACE = Pattern.compile("\\{(\\w+)(?::([^}]*))?}");

    /**
     * One claim of a plan.
     *
     * @param arguments of {@code reproduce CLAIM}, without those of the output
     * @param missing   what it needs and the user did not give; then it can't be run
     */
    record Step(String claim, List<String> arguments, List<String> missing) {
        /** The file of its result among those of all claims. */
        Path result() {
            if (arguments.contains(ReproduceInstallCommand.FALSIFICATION)) {
                return Path.of(ReproduceFalsificationCommand.CLAIM, ClaimParts.name(ReproduceInstallCommand.PART) + ".json");
            }
            int part = arguments.indexOf("--part");
            return Path.of(claim, part < 0 ? ClaimOptions.RESULT : ClaimParts.name(arguments.get(part + 1)) + ".json");
        }
    }

    private ClaimPlan() {
    }

    /**
     * Reads a plan.
     *
     * @param given       by {@code model:NAME} and so on
     * @param checkpoints the checkpoint repository, or null
     */
    static List<Step> read(Path file, Map<String, Path> given, Path checkpoints) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode entry : JsonFiles.read(file).path("claims")) {
            List<String> missing = new ArrayList<>();
            List<String> arguments = new ArrayList<>();
            entry.path("needs").forEach(need -> filled(need.asText(), file, given, checkpoints, missing));
            entry.path("arguments").forEach(argument -> arguments.add(filled(argument.asText(), file, given, checkpoints, missing)));
            steps.add(new Step(entry.path("claim").asText(), arguments, missing));
        }
        return steps;
    }

    private static String filled(String argument, Path file, Map<String, Path> given, Path checkpoints, List<String> missing) {
        Matcher place = PLACE.matcher(argument);
        StringBuilder text = new StringBuilder();
        while (place.find()) {
            Path found = switch (place.group(1)) {
                case "data" -> ProjectFolder.referenceData();
                case "checkpoint" -> checkpoints == null ? null : existing(checkpoints.resolve(place.group(2)));
                case "model", "tokens", "states", "prompts" -> given.get(place.group(1) + ":" + place.group(2));
                default -> throw new InputException(file + ": " + place.group() + ": not known in a plan");
            };
            if (found == null) {
                missing.add(place.group(1).equals("checkpoint") ? place.group(2) : "--" + place.group(1) + " " + place.group(2) + "=…");
            }
            place.appendReplacement(text, Matcher.quoteReplacement(found == null ? place.group() : found.toString()));
        }
        return place.appendTail(text).toString();
    }

    private static Path existing(Path path) {
        return Files.exists(path) ? path : null;
    }
}
