package org.writesae.sae;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

/** A state_dict in a safetensors file, with {@code cfg.json} beside it. */
final class SafetensorsSource {
    private SafetensorsSource() {
    }

    static SaeSource read(Path path) {
        List<String> notes = new ArrayList<>();
        Map<String, Object> config = config(path.resolveSibling(SaeFiles.CONFIG), notes);
        Map<String, Tensor> state = new LinkedHashMap<>();
        TensorFile file = Safetensors.openManaged(path);
        file.names().forEach(name -> state.put(name, file.tensor(name)));
        return new SaeSource(path, "safetensors", state, SaeLensConfig.upstream(config), Progress.from(config), notes);
    }

    private static Map<String, Object> config(Path path, List<String> notes) {
        Map<String, Object> config = new LinkedHashMap<>();
        if (!Files.exists(path)) {
            notes.add("no cfg.json beside the file");
            return config;
        }
        JsonNode document = JsonFiles.readWithNonFinite(path);
        if (!document.isObject()) {
            throw new InputException(path + ": a JSON object was expected");
        }
        document.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                config.put(entry.getKey(), value.longValue());
            } else if (value.isNumber()) {
                config.put(entry.getKey(), value.doubleValue());
            } else if (value.isTextual()) {
                config.put(entry.getKey(), value.textValue());
            } else if (value.isBoolean()) {
                config.put(entry.getKey(), value.booleanValue());
            }
        });
        return config;
    }
}
