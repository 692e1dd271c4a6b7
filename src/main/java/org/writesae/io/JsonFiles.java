package org.writesae.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON documents; problems are reported with line and column. */
public final class JsonFiles {
    /** Keys are not kept for other documents: a vocabulary has hundreds of thousands, each of them once. */
    private static final JsonFactory ONE_DOCUMENT = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();
    private static final JsonMapper STRICT = JsonMapper.builder(ONE_DOCUMENT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            // Not the system's line separator: the bytes must not depend on where they were written.
            .defaultPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();
    private static final JsonMapper LENIENT = STRICT.rebuild()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private JsonFiles() {
    }

    /** Reads standard JSON; duplicate keys and anything after the value are bad input. */
    public static JsonNode read(Path path) {
        return read(path, STRICT);
    }

    /** As {@link #read(Path)}, but {@code NaN}, {@code Infinity} and {@code -Infinity} are numbers, as Python writes them. */
    public static JsonNode readWithNonFinite(Path path) {
        return read(path, LENIENT);
    }

    /** Writes indented JSON with a final newline, whole or not at all; null for what {@link #standard} makes null. */
    public static void write(Path path, JsonNode node) {
        write(path, standard(node), STRICT);
    }

    /** As {@link #write}, but NaN and the infinities as Python writes them, for {@link #readWithNonFinite}. */
    public static void writeWithNonFinite(Path path, JsonNode node) {
        write(path, node, LENIENT);
    }

    /** What {@link #write} writes. */
    public static String text(JsonNode node) {
        try {
            return STRICT.writeValueAsString(standard(node)) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A copy with null in the place of NaN and the infinities, which JSON lacks: the library would write them as texts. */
    public static JsonNode standard(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(one -> copy.set(one.getKey(), standard(one.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(one -> copy.add(standard(one)));
            return copy;
        }
        boolean number = node.isFloatingPointNumber();
        return number && !Double.isFinite(node.doubleValue()) ? NullNode.instance : node;
    }

    /** A document as it comes back from a file: numbers that were float are double, and so on. */
    public static JsonNode reread(JsonNode node) {
        try {
            return LENIENT.readTree(LENIENT.writeValueAsBytes(node));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void write(Path path, JsonNode node, JsonMapper mapper) {
        OutputFiles.write(path, out -> {
            out.write(mapper.writeValueAsBytes(node));
            out.write('\n');
        });
    }

    private static JsonNode read(Path path, JsonMapper mapper) {
        try (InputStream in = Files.newInputStream(path)) {
            JsonNode node = mapper.readTree(in);
            if (node == null || node.isMissingNode()) {
                throw new InputException(path + ": empty, JSON was expected");
            }
            return node;
        } catch (JsonProcessingException malformed) {
            throw new InputException(path + ": " + place(malformed) + malformed.getOriginalMessage(), malformed);
        } catch (IOException failure) {
            throw InputException.unreadable(path, failure);
        }
    }

    private static String place(JsonProcessingException malformed) {
        JsonLocation at = malformed.getLocation();
        return at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    }
}
