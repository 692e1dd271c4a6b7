package org.writesae.reference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;

/** A JSON object whose fields are all known: a misspelled or missing one is bad input, named with its file and place. */
public final class ClosedObject {
    private final Path file;
    private final String place;
    private final JsonNode node;

    /** @param place where the object stands in the file, empty for the whole of it */
    public ClosedObject(Path file, String place, JsonNode node, Set<String> required, Set<String> optional) {
        this.file = file;
        this.place = place;
        this.node = node;
        if (!node.isObject()) {
            throw InputException.at(file, place.isEmpty() ? "header" : place, "a JSON object was expected");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!required.contains(name) && !optional.contains(name)) {
                Set<String> known = new TreeSet<>(required);
                known.addAll(optional);
                throw bad(name, "unknown field, the fields are " + String.join(", ", known));
            }
        }
        for (String name : new TreeSet<>(required)) {
            if (!node.has(name)) {
                throw bad(name, "missing field");
            }
        }
    }

    public boolean has(String name) {
        return node.has(name);
    }

    public JsonNode get(String name) {
        return node.get(name);
    }

    public String text(String name) {
        JsonNode value = node.get(name);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw bad(name, "a text was expected");
        }
        return value.textValue();
    }

    /** One of the constants, which JSON spells in lower case. */
    public <E extends Enum<E>> E choice(String name, Class<E> type) {
        String text = text(name);
        List<String> spellings = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String spelling = constant.name().toLowerCase(Locale.ROOT);
            if (spelling.equals(text)) {
                return constant;
            }
            spellings.add(spelling);
        }
        throw bad(name, "\"" + text + "\", expected one of " + String.join(", ", spellings));
    }

    public int count(String name) {
        JsonNode value = node.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw bad(name, "a whole number of at least 0 was expected");
        }
        return value.intValue();
    }

    public double number(String name) {
        JsonNode value = node.get(name);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw bad(name, "a number was expected");
        }
        return value.doubleValue();
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(name)) {
            if (!item.isTextual()) {
                throw bad(name, "an array of texts was expected");
            }
            texts.add(item.textValue());
        }
        return List.copyOf(texts);
    }

    /** Lengths of axes whose product fits an array. */
    long[] shape(String name) {
        JsonNode axes = array(name);
        long[] shape = new long[axes.size()];
        long size = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            JsonNode length = axes.get(axis);
            if (!length.isIntegralNumber() || !length.canConvertToInt() || length.intValue() < 0) {
                throw bad(name, "an array of lengths was expected");
            }
            shape[axis] = length.intValue();
            size *= shape[axis];
            if (size > Integer.MAX_VALUE - 8) {
                throw bad(name, "more elements than an array holds");
            }
        }
        return shape;
    }

    public JsonNode array(String name) {
        JsonNode value = node.get(name);
        if (!value.isArray()) {
            throw bad(name, "an array was expected");
        }
        return value;
    }

    public InputException bad(String name, String problem) {
        return InputException.at(file, place.isEmpty() ? name : place + "." + name, problem);
    }
}
