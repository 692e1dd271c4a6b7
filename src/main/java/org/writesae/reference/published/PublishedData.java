package org.writesae.reference.published;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/** All that {@code reference-data/published} holds, read at once. */
public final class PublishedData {
    private final Path folder;
    private final Map<String, Claim> claims;
    private final Map<String, PublishedNumber> numbers = new LinkedHashMap<>();
    private final Map<String, Conflict> conflicts;
    private final Map<String, Statement> statements;
    private final ResultFields fields;
    private final List<NotJudged> notJudged;
    private final JsonNode figures;

    private PublishedData(Path folder) {
        this.folder = folder;
        claims = byId(folder, PublishedFiles.claims(folder.resolve("claims.json")), Claim::id);
        for (String claim : claims.keySet()) {
            Path file = folder.resolve("numbers").resolve(claim + ".json");
            for (PublishedNumber number : PublishedFiles.numbers(file, claim)) {
                if (numbers.put(number.id(), number) != null) {
                    throw InputException.at(file, number.id(), "this id was used before");
                }
            }
        }
        conflicts = byId(folder, PublishedFiles.conflicts(folder.resolve("conflicts.json")), Conflict::id);
        statements = byId(folder, PublishedFiles.statements(folder.resolve("statements.json")), Statement::id);
        fields = PublishedFiles.fields(folder.resolve("fields.json"));
        notJudged = PublishedFiles.notJudged(folder.resolve("not_judged.json"));
        figures = JsonFiles.read(folder.resolve("figures.json"));
    }

    /** Reads the folder. */
    public static PublishedData at(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": no such folder of published numbers");
        }
        return new PublishedData(folder);
    }

    /** The claims, in the order of upstream's folders. */
    public List<Claim> claims() {
        return List.copyOf(claims.values());
    }

    /** A claim by its id, or null. */
    public Claim claim(String id) {
        return claims.get(id);
    }

    /** All numbers, claim by claim. */
    public List<PublishedNumber> numbers() {
        return List.copyOf(numbers.values());
    }

    /** The numbers of a claim. */
    public List<PublishedNumber> numbersOf(String claim) {
        return numbers.values().stream().filter(number -> number.claim().equals(claim)).toList();
    }

    /** A number by its id, which must be there. */
    public PublishedNumber number(String id) {
        return required(numbers, "number", id);
    }

    /** The value of a number. */
    public double value(String id) {
        return number(id).number();
    }

    public List<Conflict> conflicts() {
        return List.copyOf(conflicts.values());
    }

    /** A sentence by its id, which must be there. */
    public Statement statement(String id) {
        return required(statements, "statement", id);
    }

    public List<Statement> statements() {
        return List.copyOf(statements.values());
    }

    /** Which field of a result file is which number. */
    public ResultFields fields() {
        return fields;
    }

    /** Which numbers are no field of a result, and why. */
    public List<NotJudged> notJudged() {
        return notJudged;
    }

    /** Those of a claim. */
    public List<NotJudged> notJudgedOf(String claim) {
        return notJudged.stream().filter(group -> group.claim().equals(claim)).toList();
    }

    /** A list of numbers of a figure, for example {@code fig7a}, {@code x}. */
    public double[] figure(String figure, String series) {
        JsonNode array = figures.path(figure).path(series);
        if (!array.isArray()) {
            throw missing("figure", figure + "." + series);
        }
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).doubleValue();
        }
        return values;
    }

    /** A single number of a figure; a dot leads into it, {@code wins_in_last_two_bins.m0178_to_m0051}. */
    public double figureNumber(String figure, String path) {
        JsonNode node = figures.path(figure).at("/" + path.replace('.', '/'));
        if (!node.isNumber()) {
            throw missing("figure", figure + "." + path);
        }
        return node.doubleValue();
    }

    private <T> T required(Map<String, T> items, String kind, String id) {
        T item = items.get(id);
        if (item == null) {
            throw missing(kind, id);
        }
        return item;
    }

    private InputException missing(String kind, String id) {
        return new InputException(folder + ": no " + kind + " \"" + id + "\"");
    }

    private static <T> Map<String, T> byId(Path folder, List<T> items, Function<T, String> id) {
        Map<String, T> found = new LinkedHashMap<>();
        for (T item : items) {
            if (found.put(id.apply(item), item) != null) {
                throw new InputException(folder + ": " + id.apply(item) + ": this id was used before");
            }
        }
        return found;
    }
}
