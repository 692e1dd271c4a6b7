package org.writesae.model.tokenizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;

/**
 * A value in a JSON file with its place, so that what is wrong with it can be said.
 *
 * @param place its path from the root, such as {@code model.vocab}; empty for the root
 * @param node  the value; missing and null are alike
 */
record JsonPlace(Path file, String place, JsonNode node) {

    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    JsonPlace get(String name) {
        return new JsonPlace(file, place.isEmpty() ? name : place + "." + name, node.path(name));
    }

    List<JsonPlace> items() {
        if (!node.isArray()) {
            throw bad("an array was expected");
        }
        List<JsonPlace> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new JsonPlace(file, place + "[" + i + "]", node.get(i)));
        }
        return items;
    }

    JsonPlace object() {
        if (!node.isObject()) {
            throw bad("an object was expected");
        }
        return this;
    }

    String text() {
        if (!node.isTextual()) {
            throw bad("a text was expected");
        }
        return node.textValue();
    }

    /** A text of one character or more. */
    String someText() {
        if (text().isEmpty()) {
            throw bad("is empty");
        }
        return text();
    }

    int whole() {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw bad("a whole number of at least 0 was expected");
        }
        return node.intValue();
    }

    boolean flag(boolean absent) {
        if (isAbsent()) {
            return absent;
        }
        if (!node.isBoolean()) {
            throw bad("true or false was expected");
        }
        return node.booleanValue();
    }

    InputException bad(String problem) {
        return InputException.at(file, place.isEmpty() ? "root" : place, problem);
    }

    /** For a kind of step that is not done here. */
    InputException unknown(String what, String known) {
        return bad(what + " \"" + get("type").node().asText("") + "\" is not known; known are " + known);
    }
}
