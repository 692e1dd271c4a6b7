package org.writesae.io.hub;

import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;

/**
 * A file of a repository, as the hub lists it.
 *
 * @param path   relative, parts divided by {@code /}
 * @param size   in bytes
 * @param sha256 of the content, for what is stored outside git (LFS, Xet); null for what git itself holds
 * @param blob   SHA-1 of the git blob; where {@code sha256} is there, that of a pointer and not of the content
 */
public record HubFile(String path, long size, String sha256, String blob) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

    /**
     * Reads an entry of type {@code file}.
     *
     * @param subject for messages
     */
    static HubFile read(String subject, JsonNode entry) {
        String path = HubPaths.checked(subject, entry.path("path"));
        JsonNode large = entry.path("lfs");
        boolean outside = large.isObject();
        JsonNode size = outside ? large.path("size") : entry.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw InputException.at(subject, path, "the listing gives no size");
        }
        String sha256 = outside ? hash(subject, path, large, SHA256) : null;
        return new HubFile(path, size.longValue(), sha256, outside ? entry.path("oid").asText() : hash(subject, path, entry, SHA1));
    }

    private static String hash(String subject, String path, JsonNode holder, Pattern form) {
        String hash = holder.path("oid").asText();
        if (!form.matcher(hash).matches()) {
            throw InputException.at(subject, path, "the listing gives no hash");
        }
        return hash;
    }

    /** The hash that the content must have. */
    public String hash() {
        return sha256 != null ? sha256 : blob;
    }

    /** Whether content has it. */
    boolean isOf(FileHashes hashes) {
        return size == hashes.size() && (sha256 != null ? sha256.equals(hashes.sha256()) : blob.equals(hashes.blob()));
    }
}
