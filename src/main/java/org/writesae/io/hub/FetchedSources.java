package org.writesae.io.hub;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Says in a result which repository and commit the files are of that it was made from. */
public final class FetchedSources {
    /** Its key in a configuration. */
    public static final String KEY = "fetched";
    private static final int LONGEST_PATH = 1024;

    private FetchedSources() {
    }

    /**
     * Adds {@code fetched}, [{path, repo, commit, sha256}], for the paths in a configuration that {@link Fetch} brought:
     * a file with its SHA-256, a directory with each commit that it has files of. Without any, nothing is added.
     */
    public static void describe(ObjectNode config) {
        Set<String> texts = new LinkedHashSet<>();
        collect(config, texts);
        ArrayNode found = of(texts);
        if (!found.isEmpty()) {
            config.set(KEY, found);
        }
    }

    /** The same for some paths; empty where {@link Fetch} brought none of them. */
    public static ArrayNode of(Collection<String> paths) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        paths.forEach(path -> describe(path, found));
        return found;
    }

    private static void collect(JsonNode node, Set<String> texts) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(inside -> collect(inside, texts));
    }

    private static void describe(String text, ArrayNode found) {
        if (text.isBlank() || text.length() > LONGEST_PATH) {
            return;
        }
        Path path;
        try {
            path = Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException otherText) {
            return;
        }
        if (!Files.exists(path)) {
            return;
        }
        for (Path folder = Files.isDirectory(path) ? path : path.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(FetchRecord.NAME))) {
                FetchRecord.of(folder).under(folder.relativize(path).toString().replace('\\', '/')).forEach((source, sha256) -> {
                    ObjectNode one = found.addObject().put("path", text).put("repo", source.repository()).put("commit", source.commit());
                    if (!sha256.isEmpty()) {
                        one.put("sha256", sha256);
                    }
                });
                return;
            }
        }
    }
}
