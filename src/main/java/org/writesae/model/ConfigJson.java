package org.writesae.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/**
 * A model's {@code config.json}, or an object inside it. Takes values out, naming the file and the key when
 * one does not serve.
 *
 * @param file the file
 * @param node the object read
 */
public record ConfigJson(Path file, JsonNode node) {

    /**
     * The config of a model directory. Infinity and NaN are numbers in it, as Python writes them.
     *
     * @throws InputException if the directory or the file is missing or broken
     */
    public static ConfigJson of(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InputException(directory + ": not a directory; expected a model with config.json and weights; "
                    + "writesae fetch REPO gets one");
        }
        Path file = directory.resolve("config.json");
        return new ConfigJson(file, JsonFiles.readWithNonFinite(file));
    }

    /** The object of this key, or this one if there is none. */
    public ConfigJson inside(String key) {
        return node.has(key) ? new ConfigJson(file, node.get(key)) : this;
    }

    /** A positive integer that has to be there. */
    public int whole(String key) {
        JsonNode value = node.path(key);
        require(value.isIntegralNumber() && value.canConvertToInt() && value.asInt() > 0, key,
                "expected a positive integer, found " + (value.isMissingNode() ? "nothing" : value.toString()));
        return value.asInt();
    }

    /** A positive integer, or what holds where it is missing or null. */
    public int whole(String key, int fallback) {
        return isNone(node.path(key)) ? fallback : whole(key);
    }

    /** A finite number, or what holds where it is missing or null. */
    public double number(String key, double fallback) {
        JsonNode value = node.path(key);
        require(isNone(value) || value.isNumber() && Double.isFinite(value.asDouble()), key,
                "expected a finite number, found " + value);
        return isNone(value) ? fallback : value.asDouble();
    }

    /** ε of a norm: a number between 0 and 1, or what holds where it is missing or null. */
    public double epsilon(String key, double fallback) {
        double epsilon = number(key, fallback);
        require(epsilon > 0 && epsilon < 1, key, "expected a small positive number, found " + epsilon);
        return epsilon;
    }

    /** A truth value, or what holds where it is missing. Null is false, as Python takes it. */
    public boolean flag(String key, boolean fallback) {
        JsonNode value = node.path(key);
        require(isNone(value) || value.isBoolean(), key, "expected true or false, found " + value);
        return value.isMissingNode() ? fallback : value.booleanValue();
    }

    /** A string, or what holds where it is missing or null. */
    public String text(String key, String fallback) {
        JsonNode value = node.path(key);
        require(isNone(value) || value.isTextual(), key, "expected a string, found " + value);
        return isNone(value) ? fallback : value.textValue();
    }

    private static boolean isNone(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** @throws InputException naming the key unless the condition holds */
    public void require(boolean condition, String key, String problem) {
        if (!condition) {
            throw InputException.at(file, key, problem);
        }
    }

    /** Refuses a string other than those known, of which the first holds where there is none. */
    public void requireText(String key, String... known) {
        String value = text(key, known[0]);
        require(List.of(known).contains(value), key, "only \"" + known[0] + "\" is known, found \"" + value + "\"");
    }

    /** Refuses a truth value other than the one known, which also holds where there is none. */
    public void requireFlag(String key, boolean known, String problem) {
        require(flag(key, known) == known, key, problem);
    }

    /** Refuses anything but null or nothing. */
    public void requireNone(String key, String problem) {
        require(isNone(node.path(key)), key, problem);
    }
}
