package org.writesae.experiment;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.kernels.Wide;
import org.writesae.sae.SaeConfig;

/**
 * Random draws read from a file, so that two implementations can be compared firing by firing. Schema
 * {@code writesae-random-1}: {@code firings: [{prompt_id, position, feature_id, same_coefficient_atom,
 * non_firing_atom, gaussian_key, gaussian_value, empirical_key, empirical_value}]}; the last two are needed by the empirical
 * control only.
 */
final class ReplayedDraws implements RandomDraws {
    private static final String SCHEMA = "writesae-random-1";

    private record Key(int prompt, int position, int feature) {
    }

    private final Path file;
    private final Map<Key, RandomDraw> draws = new HashMap<>();

    /**
     * @param file     to read
     * @param dictionary the dictionary the atoms belong to
     * @param control    the control that will be asked for
     * @throws InputException if the file is not of the schema, or an atom or a factor does not fit
     */
    ReplayedDraws(Path file, SaeConfig dictionary, RandomControl control) {
        this.file = file;
        int features = dictionary.features();
        int dk = dictionary.dk();
        int dv = dictionary.dv();
        boolean empirical = control == RandomControl.EMPIRICAL;
        JsonNode root = JsonFiles.read(file);
        if (!root.path("schema").asText("").equals(SCHEMA) || !root.path("firings").isArray()) {
            throw InputException.at(file, "schema", "expected " + SCHEMA + " with a list of firings");
        }
        int n = 0;
        for (JsonNode entry : root.get("firings")) {
            String at = "firings[" + n + "].";
            Key key = new Key(whole(entry, at, "prompt_id", Integer.MAX_VALUE), whole(entry, at, "position",
                    Integer.MAX_VALUE), whole(entry, at, "feature_id", features));
            draws.put(key, new RandomDraw(whole(entry, at, "same_coefficient_atom", features),
                    whole(entry, at, "non_firing_atom", features), factor(entry, at, "gaussian_key", dk),
                    factor(entry, at, "gaussian_value", dv), tokens(entry, at, "empirical_key", empirical ? dk : 0),
                    tokens(entry, at, "empirical_value", empirical ? dv : 0)));
            n++;
        }
    }

    @Override
    public RandomDraw draw(Firing firing, float[] coefficients, int from, int tokens) {
        RandomDraw draw = draws.get(new Key(firing.prompt(), firing.position(), firing.feature()));
        if (draw == null) {
            throw InputException.at(file, "firings", "no draw for feature " + firing.feature() + " at prompt "
                    + firing.prompt() + ", position " + firing.position());
        }
        int[] places = IntStream.concat(IntStream.of(draw.empiricalKey()), IntStream.of(draw.empiricalValue())).toArray();
        for (int token : places) {
            if (token >= tokens) {
                throw InputException.at(file, "firings", "token " + token + " for feature " + firing.feature() + " at prompt "
                        + firing.prompt() + ", position " + firing.position() + ", which has " + tokens + " tokens");
            }
        }
        return draw;
    }

    private int whole(JsonNode entry, String at, String name, int bound) {
        JsonNode value = entry.path(name);
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.asInt() < 0 || value.asInt() >= bound) {
            throw InputException.at(file, at + name, "expected a whole number from 0 to " + (bound - 1L) + ", found "
                    + (value.isMissingNode() ? "nothing" : value));
        }
        return value.asInt();
    }

    /** [size] tokens; none of them is read where none is needed. */
    private int[] tokens(JsonNode entry, String at, String name, int size) {
        JsonNode list = entry.path(name);
        if (size > 0 && list.size() != size) {
            throw InputException.at(file, at + name, "expected " + size + " tokens, found " + list.size());
        }
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            if (!list.get(i).canConvertToInt() || list.get(i).asInt() < 0) {
                throw InputException.at(file, at + name + "[" + i + "]", "expected a token of the passage, found " + list.get(i));
            }
            values[i] = list.get(i).asInt();
        }
        return values;
    }

    private double[] factor(JsonNode entry, String at, String name, int size) {
        JsonNode list = entry.path(name);
        if (list.size() != size) {
            throw InputException.at(file, at + name, "expected " + size + " numbers, found " + list.size());
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            if (!list.get(i).isNumber()) {
                throw InputException.at(file, at + name + "[" + i + "]", "expected a number, found " + list.get(i));
            }
            values[i] = Wide.wide(list.get(i).asDouble());
        }
        return values;
    }
}
