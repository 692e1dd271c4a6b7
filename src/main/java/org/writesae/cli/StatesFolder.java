package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import org.writesae.experiment.CellStates;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/** What is known of a folder of extracted states. */
final class StatesFolder {
    private StatesFolder() {
    }

    /** The file of a cell's states in an extraction, {@code --data-dir}. */
    static Path cell(Path folder, int layer, int head) {
        Path file = CellStates.file(folder, layer, head);
        if (!Files.exists(file)) {
            throw new InputException(file + ": no such file; --data-dir, layer and head name it");
        }
        return file;
    }

    /** The model whose states they are, as {@code metadata.json} says; without that file the folder's own name. */
    static String model(Path folder) {
        Path metadata = folder.resolve("metadata.json");
        JsonNode model = Files.exists(metadata) ? JsonFiles.read(metadata).path("model") : MissingNode.getInstance();
        return model.isTextual() ? model.textValue() : folder.toString();
    }
}
