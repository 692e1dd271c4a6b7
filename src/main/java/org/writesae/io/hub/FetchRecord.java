package org.writesae.io.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/** The record in a folder of what was fetched into it, so that a result can name the exact weights: {@value #NAME}. */
public final class FetchRecord {
    /** Its file name. */
    public static final String NAME = ".writesae-fetch.json";
    private static final int SCHEMA = 1;

    /**
     * Where files came from.
     *
     * @param revision that was asked for when they were fetched last
     */
    public record Source(String endpoint, String repository, String revision, String commit) {
        boolean isOf(Source other) {
            return repository.equals(other.repository) && commit.equals(other.commit);
        }
    }

    private record Entry(Source source, long size, String sha256) {
    }

    private final Path folder;
    /** By path in the folder. */
    private final Map<String, Entry> entries = new TreeMap<>();

    private FetchRecord(Path folder) {
        this.folder = folder;
    }

    /** The record of a folder without what is no longer there; an empty one where there is none. */
    public static FetchRecord of(Path folder) {
        FetchRecord record = new FetchRecord(folder);
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            JsonNode root = JsonFiles.read(file);
            if (root.path("schema").asInt() != SCHEMA) {
                throw InputException.at(file, "schema", SCHEMA + " was expected; move the file away to begin a new one");
            }
            root.path("sources").forEach(source -> record.read(file, source));
        }
        return record;
    }

    private void read(Path file, JsonNode node) {
        Source source = new Source(text(file, node, "endpoint"), text(file, node, "repo"),
                text(file, node, "revision"), text(file, node, "commit"));
        for (JsonNode entry : node.path("files")) {
            String path = HubPaths.checked(file.toString(), entry.path("path"));
            if (Files.exists(folder.resolve(path))) {
                entries.put(path, new Entry(source, entry.path("size").asLong(), text(file, entry, "sha256")));
            }
        }
    }

    private static String text(Path file, JsonNode node, String key) {
        if (!node.path(key).isTextual()) {
            throw InputException.at(file, key, "a text was expected; move the file away to begin a new one");
        }
        return node.get(key).textValue();
    }

    /** Notes a file; what was noted of that path before is forgotten. */
    void add(Source source, String path, FileHashes hashes) {
        entries.put(path, new Entry(source, hashes.size(), hashes.sha256()));
    }

    /** Whether a file came from this repository, at whatever commit, and is as it came. */
    boolean isUnchanged(String repository, String path, FileHashes now) {
        Entry entry = entries.get(path);
        return entry != null && entry.source().repository().equals(repository) && entry.sha256().equals(now.sha256());
    }

    /**
     * Where a file, or the files of a folder, came from.
     *
     * @param place relative to this folder, empty for all of it
     * @return with the SHA-256 of a file, empty for those of a folder
     */
    Map<Source, String> under(String place) {
        Map<Source, String> sources = new LinkedHashMap<>();
        entries.forEach((path, entry) -> {
            if (path.equals(place)) {
                sources.put(entry.source(), entry.sha256());
            } else if (place.isEmpty() || path.startsWith(place + "/")) {
                sources.put(entry.source(), "");
            }
        });
        return sources;
    }

    /** Files of the same repository that are still of another commit. */
    public List<String> ofOtherCommits(Source source) {
        return entries.entrySet().stream().filter(entry -> entry.getValue().source().repository().equals(source.repository())
                && !entry.getValue().source().isOf(source)).map(Map.Entry::getKey).toList();
    }

    /** Writes it, whole or not at all. */
    void write() {
        Map<String, ArrayNode> files = new LinkedHashMap<>();
        List<ObjectNode> sources = new ArrayList<>();
        entries.forEach((path, entry) -> files.computeIfAbsent(entry.source().repository() + "@" + entry.source().commit(),
                unseen -> begin(sources, entry.source())).addObject().put("path", path).put("size", entry.size())
                .put("sha256", entry.sha256()));
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
        root.putArray("sources").addAll(sources);
        JsonFiles.write(folder.resolve(NAME), root);
    }

    private static ArrayNode begin(List<ObjectNode> sources, Source source) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("endpoint", source.endpoint()).put("repo", source.repository())
                .put("revision", source.revision()).put("commit", source.commit());
        sources.add(node);
        return node.putArray("files");
    }
}
