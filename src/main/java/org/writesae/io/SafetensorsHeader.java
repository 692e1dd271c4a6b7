package org.writesae.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

/**
 * Parses the JSON header of a safetensors file, token by token, so that memory stays proportional to
 * the header whatever it contains.
 */
final class SafetensorsHeader {

    /** One entry: bytes [begin, end) of the data that follows the header. */
    record Entry(DType dtype, long[] shape, long begin, long end) {
    }

    private static final String METADATA = "__metadata__";
    private static final int MOST_AXES = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Path path;

    private SafetensorsHeader(Path path) {
        this.path = path;
    }

    /** Parses header text; types and shapes are checked here, offsets against the data by the caller. */
    static SafetensorsHeader parse(Path path, String text) {
        SafetensorsHeader header = new SafetensorsHeader(path);
        try (JsonParser parser = JSON.createParser(text)) {
            header.readAll(parser);
        } catch (JsonProcessingException malformed) {
            throw new InputException(path + ": header: character " + malformed.getLocation().getCharOffset() + ": "
                    + malformed.getOriginalMessage(), malformed);
        } catch (IOException impossible) {
            throw new InputException(path + ": header: " + impossible.getMessage(), impossible);
        }
        return header;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    private void readAll(JsonParser parser) throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "header");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            expect(parser.nextToken(), JsonToken.START_OBJECT, "header: " + name);
            if (name.equals(METADATA)) {
                readMetadata(parser);
            } else {
                entries.put(name, readEntry(parser, name));
            }
        }
        if (parser.nextToken() != null) {
            throw InputException.at(path, "header", "text after the JSON object");
        }
    }

    private void readMetadata(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(parser.nextToken(), JsonToken.VALUE_STRING, "header: " + METADATA + "." + key);
            metadata.put(key, parser.getText());
        }
    }

    private Entry readEntry(JsonParser parser, String name) throws IOException {
        String place = "header: " + name;
        DType dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "dtype" -> dtype = readType(parser, value, place);
                case "shape" -> shape = readLongs(parser, value, place + ".shape");
                case "data_offsets" -> offsets = readLongs(parser, value, place + ".data_offsets");
                default -> throw InputException.at(path, place, "unknown field " + key
                        + ", expected dtype, shape, data_offsets");
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
            throw InputException.at(path, place, "expected dtype, shape and data_offsets [begin, end]");
        }
        return new Entry(dtype, shape, offsets[0], offsets[1]);
    }

    private DType readType(JsonParser parser, JsonToken value, String place) throws IOException {
        expect(value, JsonToken.VALUE_STRING, place + ".dtype");
        String text = parser.getText();
        return DType.named(text).orElseThrow(() -> InputException.at(path, place,
                "dtype " + text + " is not supported, expected one of " + List.of(DType.values())));
    }

    private long[] readLongs(JsonParser parser, JsonToken start, String place) throws IOException {
        expect(start, JsonToken.START_ARRAY, place);
        List<Long> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            expect(token, JsonToken.VALUE_NUMBER_INT, place);
            if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER || parser.getLongValue() < 0) {
                throw InputException.at(path, place, parser.getText() + " is not a size");
            }
            if (values.size() == MOST_AXES) {
                throw InputException.at(path, place, "more than " + MOST_AXES + " numbers");
            }
            values.add(parser.getLongValue());
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private void expect(JsonToken actual, JsonToken expected, String place) {
        if (actual != expected) {
            throw InputException.at(path, place, "expected " + describe(expected) + ", found " + describe(actual));
        }
    }

    private static String describe(JsonToken token) {
        return switch (token) {
            case null -> "the end";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            default -> token.toString().toLowerCase(Locale.ROOT);
        };
    }
}
