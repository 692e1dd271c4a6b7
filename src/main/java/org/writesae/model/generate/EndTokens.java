package org.writesae.model.generate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.model.ConfigJson;

/** The tokens that end a text, by what a model directory states. */
public final class EndTokens {
    private static final String KEY = "eos_token_id";

    private EndTokens() {
    }

    /**
     * {@code eos_token_id} of {@code generation_config.json}, else of {@code config.json}; none where neither states
     * any. RWKV World's is 0, whatever the config says: what it says is another vocabulary's. A model without
     * config is a checkpoint of RWKV's authors.
     */
    public static Set<Integer> of(Path directory) {
        if (!Files.exists(directory.resolve("config.json"))) {
            return Set.of(0);
        }
        ConfigJson config = ConfigJson.of(directory);
        if (config.text("model_type", "").startsWith("rwkv")) {
            return Set.of(0);
        }
        Path generation = directory.resolve("generation_config.json");
        if (Files.exists(generation)) {
            JsonNode stated = JsonFiles.read(generation).path(KEY);
            if (!stated.isMissingNode() && !stated.isNull()) {
                return ids(generation, stated);
            }
        }
        JsonNode inside = config.inside("text_config").node().path(KEY);
        return ids(config.file(), inside.isMissingNode() ? config.node().path(KEY) : inside);
    }

    private static Set<Integer> ids(Path file, JsonNode stated) {
        Set<Integer> ids = new TreeSet<>();
        if (stated.isArray()) {
            stated.forEach(id -> ids.add(id(file, id)));
        } else if (!stated.isMissingNode() && !stated.isNull()) {
            ids.add(id(file, stated));
        }
        return ids;
    }

    private static int id(Path file, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
            throw InputException.at(file, KEY, "a token id or an array of them was expected, found " + id);
        }
        return id.intValue();
    }
}
