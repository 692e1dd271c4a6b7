package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import org.writesae.io.JsonFiles;

/** What is known of a folder of extracted states. */
final class StatesFolder {
    private StatesFolder() {
    }

    /** The model whose states they are, as {@code metadata.json} says; without that file the folder's own name. */
    static String model(Path folder) {
        Path metadata = folder.resolve("metadata.json");
        JsonNode model = Files.exists(metadata) ? JsonFiles.read(metadata).path("model") : MissingNode.getInstance();
        return model.isTextual() ? model.textValue() : folder.toString();
    }
}
