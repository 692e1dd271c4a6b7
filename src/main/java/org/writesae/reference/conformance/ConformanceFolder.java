package org.writesae.reference.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.writesae.io.ClosestNames;
import org.writesae.io.InputException;

/**
 * Another implementation's files for many cases: {@code gated-delta/sequence-square.npz} holds the tensors of
 * {@code gated-delta/sequence-square}.
 *
 * @param files    by the id of the case, in order of the ids
 * @param problems files that can be of no case, or of one that has another file too; one line each
 */
public record ConformanceFolder(Map<String, Path> files, List<String> problems) {

    /** @param ids cases that there are */
    public static ConformanceFolder of(Path folder, Collection<String> ids) {
        Set<String> known = new TreeSet<>(ids);
        Map<String, Path> files = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (Path file : list(folder)) {
            String id = id(folder, file);
            if (!known.contains(id)) {
                problems.add(file + ": no case \"" + id + "\"" + ClosestNames.hint(id, known));
            } else if (files.putIfAbsent(id, file) != null) {
                problems.add(file + ": " + files.get(id) + " is of the same case");
            }
        }
        return new ConformanceFolder(files, problems);
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": no such folder");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file) && !ending(file).isEmpty()).sorted().toList();
        } catch (IOException failure) {
            throw new InputException(folder + ": not readable: " + failure, failure);
        }
    }

    private static String ending(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return ActualTensors.ENDINGS.stream().filter(name::endsWith).findFirst().orElse("");
    }

    private static String id(Path folder, Path file) {
        String place = folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        return place.substring(0, place.length() - ending(file).length());
    }
}
