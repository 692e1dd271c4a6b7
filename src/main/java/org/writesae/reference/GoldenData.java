package org.writesae.reference;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/** The golden folder: {@code <folder>/<case>.json} with {@code <case>.safetensors} beside it. */
public final class GoldenData {
    /** System property that names the folder. */
    public static final String PROPERTY = "writesae.golden";
    private static final Path USUAL = Path.of("reference-data", "golden");

    private final Path directory;
    private final List<Path> headers;

    private GoldenData(Path directory) {
        this.directory = directory;
        this.headers = headers(directory);
    }

    /** The kernel cases of a folder; their headers are not read yet, beyond what kind they are. */
    public static GoldenData at(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InputException(directory + ": no such folder of golden cases");
        }
        return new GoldenData(directory);
    }

    /**
     * The golden folder: where the system property {@value #PROPERTY} says, else {@code reference-data/golden}
     * in the working directory or beside the program (in the folder of the jar or one above it).
     */
    public static GoldenData find() {
        String property = System.getProperty(PROPERTY);
        if (property != null) {
            return at(Path.of(property));
        }
        for (Path base : bases()) {
            if (Files.isDirectory(base.resolve(USUAL))) {
                return at(base.resolve(USUAL));
            }
        }
        throw new InputException(USUAL + ": not found in the working directory or beside the program; name it with --golden");
    }

    private static List<Path> bases() {
        List<Path> bases = new ArrayList<>();
        bases.add(Path.of(""));
        try {
            Path program = Path.of(GoldenData.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            for (Path up = program.getParent(); up != null && bases.size() < 4; up = up.getParent()) {
                bases.add(up);
            }
        } catch (URISyntaxException unusable) {
            // The working directory remains.
        }
        return bases;
    }

    public Path directory() {
        return directory;
    }

    /** Ids of the kernel cases, sorted. */
    public List<String> ids() {
        return headers.stream().map(GoldenCaseReader::id).toList();
    }

    /** The kernel cases whose id contains a text, in order of their ids. */
    public List<GoldenCase> cases(String part) {
        return headers.stream().filter(header -> GoldenCaseReader.id(header).contains(part)).map(GoldenCase::load).toList();
    }

    /** All kernel cases in order of their ids. */
    public List<GoldenCase> cases() {
        return cases("");
    }

    private static List<Path> headers(Path directory) {
        List<Path> found = new ArrayList<>();
        for (Path folder : list(directory)) {
            if (Files.isDirectory(folder)) {
                for (Path file : list(folder)) {
                    if (file.getFileName().toString().endsWith(".json") && isKernelCase(file)) {
                        found.add(file);
                    }
                }
            }
        }
        found.sort(Comparator.comparing(GoldenCaseReader::id));
        return Collections.unmodifiableList(found);
    }

    /** Cases of other objects (models, SAEs, statistics) share the folder and have readers of their own. */
    private static boolean isKernelCase(Path file) {
        JsonNode header = JsonFiles.readWithNonFinite(file);
        return header.has("kernel") || header.has("schema") && !header.has("object");
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException failure) {
            throw new InputException(directory + ": not readable: " + failure, failure);
        }
    }
}
