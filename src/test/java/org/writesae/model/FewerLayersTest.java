package org.writesae.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.InputException;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A config that knows fewer layers than the checkpoint has would be another model without a word. */
class FewerLayersTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"gdn-tiny, /text_config", "mamba2-tiny,", "rwkv7-random-a,", "gla-random-a,", "deltanet-random-a,"})
    void refused(String model, String at) throws Exception {
        Path original = Path.of("reference-data/models", model);
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("model.safetensors")).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        JsonNode config = JSON.readTree(original.resolve("config.json").toFile());
        ObjectNode text = (ObjectNode) config.at(at == null ? "" : at);
        int layers = text.get("num_hidden_layers").asInt();
        text.put("num_hidden_layers", layers - 1);
        if (text.get("layer_types") instanceof ArrayNode types) {
            types.remove(layers - 1);
        }
        Files.writeString(folder.resolve("config.json"), config.toString());
        try (Backend backend = new JvmBackend(1)) {
            assertThatThrownBy(() -> Families.load(folder, backend).close()).isInstanceOf(InputException.class)
                    .hasMessageStartingWith(folder.resolve("model.safetensors").toString())
                    .hasMessageContaining("layers." + (layers - 1) + ".")
                    .hasMessageEndingWith(": a layer behind the last, " + (layers - 2) + ", that the config knows");
        }
    }
}
