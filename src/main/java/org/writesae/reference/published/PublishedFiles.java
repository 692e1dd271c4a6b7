package org.writesae.reference.published;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.reference.ClosedObject;
import org.writesae.stats.Interval;

/** Reads the files of {@code reference-data/published}; a field that is not in their description is bad input. */
final class PublishedFiles {
    static final Set<String> UNITS = Set.of("fraction", "count", "nats", "bits/token", "ratio", "MSE", "%", "pp", "cos",
            "p", "R2", "r", "rho", "rank", "BIC", "chars", "PPL", "sigma", "id", "1");
    private static final Set<String> REQUIRED = Set.of("id", "quantity", "unit", "model", "source");
    private static final Set<String> OPTIONAL = Set.of("value", "text", "parts", "relation", "rounding", "interval",
            "interval_type", "n", "groups", "layer", "head", "predecessor", "readings", "note");

    private PublishedFiles() {
    }

    static List<PublishedNumber> numbers(Path file, String claim) {
        ClosedObject whole = whole(file, "writesae-published-numbers/2", "numbers", "claim");
        if (!whole.text("claim").equals(claim)) {
            throw whole.bad("claim", "\"" + whole.text("claim") + "\", expected \"" + claim + "\", as the file is named");
        }
        return items(file, whole, "numbers", REQUIRED, OPTIONAL, item -> number(claim, item));
    }

    static List<Claim> claims(Path file) {
        return items(file, whole(file, "writesae-published-claims/1", "claims"), "claims",
                Set.of("id", "folder", "experiment", "title", "status", "why", "needs"), Set.of("seed"),
                item -> {
                    ClosedObject needs = new ClosedObject(file, item.text("id") + ".needs", item.get("needs"),
                            Set.of("model", "checkpoint", "tokens"), Set.of());
                    return new Claim(item.text("id"), optional(item, "folder"), item.text("experiment"),
                            item.text("title"), item.choice("status", Claim.Status.class), item.text("why"), count(item, "seed"),
                            needs.text("model"), needs.text("checkpoint"), needs.text("tokens"));
                });
    }

    static List<Conflict> conflicts(Path file) {
        return items(file, whole(file, "writesae-published-conflicts/1", "conflicts"), "conflicts",
                Set.of("id", "title", "versions", "reading"), Set.of(), item -> new Conflict(item.text("id"),
                        item.text("title"), item.texts("versions"), item.text("reading")));
    }

    static List<Statement> statements(Path file) {
        return items(file, whole(file, "writesae-published-statements/1", "statements"), "statements",
                Set.of("id", "says", "values", "source"), Set.of(), item -> new Statement(item.text("id"),
                        item.text("says"), named(item, "values"), item.text("source")));
    }

    static ResultFields fields(Path file) {
        ClosedObject whole = whole(file, "writesae-published-fields/1", "results", "readings", "readings_of");
        ClosedObject claims = new ClosedObject(file, "readings_of", whole.get("readings_of"), Set.of(),
                names(whole.get("readings_of")));
        Map<String, Map<String, String>> own = new LinkedHashMap<>();
        names(whole.get("readings_of")).forEach(claim -> own.put(claim, texts(claims, claim)));
        return new ResultFields(texts(whole, "readings"), own, items(file, whole, "results",
                Set.of("claim", "model", "layer", "head", "fields"), Set.of(), item -> new ResultFields.Cell(
                        item.text("claim"), item.text("model"), item.text("layer"), item.text("head"),
                        ids(item, "fields"))));
    }

    static List<NotJudged> notJudged(Path file) {
        return items(file, whole(file, "writesae-published-not-judged/1", "groups"), "groups",
                Set.of("claim", "kind", "why", "numbers"), Set.of("check"), item -> new NotJudged(item.text("claim"),
                        item.choice("kind", NotJudged.Kind.class), item.text("why"), optional(item, "check"), item.texts("numbers")));
    }

    private static PublishedNumber number(String claim, ClosedObject item) {
        if (!item.has("value") && !item.has("text") && !item.has("interval")) {
            throw item.bad("value", "a value, a text or an interval was expected");
        }
        if (!UNITS.contains(item.text("unit"))) {
            throw item.bad("unit", "\"" + item.text("unit") + "\" is not a unit");
        }
        return new PublishedNumber(claim, item.text("id"), item.text("quantity"), decimal(item, "value"),
                optional(item, "text"), item.has("parts") ? named(item, "parts") : Map.of(), item.text("unit"),
                relation(item), decimal(item, "rounding"), interval(item), optional(item, "interval_type"),
                count(item, "n"), groups(item),
                item.text("model"), optional(item, "layer"), optional(item, "head"), item.text("source"),
                item.has("predecessor"), item.has("readings") ? texts(item, "readings") : Map.of(), optional(item, "note"));
    }

    private static Relation relation(ClosedObject item) {
        if (!item.has("relation")) {
            return Relation.EQUAL;
        }
        for (Relation relation : Relation.values()) {
            if (relation.sign().equals(item.text("relation"))) {
                return relation;
            }
        }
        throw item.bad("relation", "one of <, > and ≈ was expected");
    }

    private static Interval interval(ClosedObject item) {
        if (!item.has("interval")) {
            return null;
        }
        double[] ends = decimals(item, "interval");
        if (ends.length != 2 || !(ends[0] <= ends[1])) {
            throw item.bad("interval", "two rising numbers were expected");
        }
        return new Interval(ends[0], ends[1]);
    }

    private static List<Integer> groups(ClosedObject item) {
        List<Integer> sizes = new ArrayList<>();
        if (item.has("groups")) {
            for (double size : decimals(item, "groups")) {
                sizes.add((int) size);
            }
        }
        return List.copyOf(sizes);
    }

    private static double[] decimals(ClosedObject item, String field) {
        JsonNode array = item.array(field);
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            if (!array.get(i).isNumber()) {
                throw item.bad(field, "numbers were expected");
            }
            values[i] = array.get(i).doubleValue();
        }
        return values;
    }

    private static OptionalDouble decimal(ClosedObject item, String field) {
        return item.has(field) ? OptionalDouble.of(item.number(field)) : OptionalDouble.empty();
    }

    private static OptionalInt count(ClosedObject item, String field) {
        return item.has(field) ? OptionalInt.of(item.count(field)) : OptionalInt.empty();
    }

    private static String optional(ClosedObject item, String field) {
        return !item.has(field) || item.get(field).isNull() ? null : item.text(field);
    }

    private static Map<String, Double> named(ClosedObject item, String field) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> value : item.get(field).properties()) {
            if (!value.getValue().isNumber()) {
                throw item.bad(field + "." + value.getKey(), "a number was expected");
            }
            values.put(value.getKey(), value.getValue().doubleValue());
        }
        return values;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<String, String> texts(ClosedObject item, String field) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> value : item.get(field).properties()) {
            if (!value.getValue().isTextual()) {
                throw item.bad(field + "." + value.getKey(), "a text was expected");
            }
            values.put(value.getKey(), value.getValue().textValue());
        }
        return values;
    }

    /** By name: an id, or a list of ids. */
    private static Map<String, List<String>> ids(ClosedObject item, String field) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> value : item.get(field).properties()) {
            List<String> ids = new ArrayList<>();
            for (JsonNode id : value.getValue().isArray() ? value.getValue() : List.of(value.getValue())) {
                if (!id.isTextual()) {
                    throw item.bad(field + "." + value.getKey(), "an id or a list of ids was expected");
                }
                ids.add(id.textValue());
            }
            values.put(value.getKey(), List.copyOf(ids));
        }
        return values;
    }

    private static ClosedObject whole(Path file, String schema, String list, String... further) {
        Set<String> fields = new TreeSet<>(List.of(further));
        fields.addAll(List.of("schema", list));
        ClosedObject whole = new ClosedObject(file, "", JsonFiles.read(file), fields, Set.of());
        if (!whole.text("schema").equals(schema)) {
            throw whole.bad("schema", "\"" + whole.text("schema") + "\", expected \"" + schema + "\"");
        }
        return whole;
    }

    private static <T> List<T> items(Path file, ClosedObject whole, String list, Set<String> required,
            Set<String> optional, Function<ClosedObject, T> maker) {
        List<T> items = new ArrayList<>();
        for (JsonNode node : whole.array(list)) {
            String id = node.path("id").asText(list + "[" + items.size() + "]");
            items.add(maker.apply(new ClosedObject(file, id, node, required, optional)));
        }
        if (items.isEmpty()) {
            throw InputException.at(file, list, "is empty");
        }
        return List.copyOf(items);
    }
}
