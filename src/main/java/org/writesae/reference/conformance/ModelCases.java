package org.writesae.reference.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.writesae.io.InputException;

/** Whole models as cases for another implementation: {@code model/<model>/<case>} of the golden folder. */
final class ModelCases {
    private static final String FOLDER = "model";

    private ModelCases() {
    }

    /**
     * The valid cases whose ids contain a text, in order of their ids.
     *
     * @param golden the golden folder
     */
    static List<ConformanceCase> of(Path golden, String part) {
        List<ConformanceCase> found = new ArrayList<>();
        for (Path folder : list(golden.resolve(FOLDER))) {
            if (Files.isDirectory(folder) && ids(folder).stream().anyMatch(id -> id.contains(part))) {
                ofModel(folder).stream().filter(model -> model.id().contains(part)).forEach(found::add);
            }
        }
        return found;
    }

    private static List<ConformanceCase> ofModel(Path folder) {
        List<ModelCaseReader> readers = headers(folder).stream().map(ModelCaseReader::new).toList();
        List<ModelCaseReader> invalid = readers.stream().filter(reader -> !reader.valid()).toList();
        return readers.stream().filter(ModelCaseReader::valid).map(reader -> reader.read(invalid)).toList();
    }

    private static List<String> ids(Path folder) {
        return headers(folder).stream().map(ModelCases::id).toList();
    }

    /** The last three parts of its place: {@code model/<model>/<case>}. */
    static String id(Path header) {
        Path folder = header.toAbsolutePath().normalize().getParent();
        return folder.getParent().getFileName() + "/" + folder.getFileName() + "/" + name(header);
    }

    /** The tensors of a header. */
    static Path tensors(Path header) {
        return header.resolveSibling(name(header) + ".safetensors");
    }

    private static String name(Path header) {
        String file = header.getFileName().toString();
        return file.substring(0, file.length() - ".json".length());
    }

    static List<Path> headers(Path folder) {
        return list(folder).stream().filter(file -> file.getFileName().toString().endsWith(".json")).toList();
    }

    static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted(Comparator.comparing(Path::toString)).toList();
        } catch (IOException failure) {
            throw new InputException(directory + ": not readable: " + failure, failure);
        }
    }
}
