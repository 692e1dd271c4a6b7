package org.writesae.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An answer after all redirects; its body has to be closed. */
final class HubResponse implements AutoCloseable {
    private final HttpResponse<InputStream> last;
    private final Map<String, String> ofTheHub;

    /** @param ofTheHub headers that the hub itself sent on the way, the redirecting answers included, by lower-case name */
    HubResponse(HttpResponse<InputStream> last, Map<String, String> ofTheHub) {
        this.last = last;
        this.ofTheHub = Map.copyOf(ofTheHub);
    }

    int status() {
        return last.statusCode();
    }

    InputStream body() {
        return last.body();
    }

    Optional<String> header(String name) {
        return last.headers().firstValue(name);
    }

    OptionalLong contentLength() {
        HttpHeaders headers = last.headers();
        try {
            return headers.firstValueAsLong("Content-Length");
        } catch (NumberFormatException malformed) {
            return OptionalLong.empty();
        }
    }

    /** {@code X-Repo-Commit}: the commit that the answer is of. */
    Optional<String> commit() {
        return Optional.ofNullable(ofTheHub.get("x-repo-commit"));
    }

    /** {@code X-Linked-ETag}: the SHA-256 of a large file. */
    Optional<String> linkedHash() {
        return Optional.ofNullable(ofTheHub.get("x-linked-etag")).map(tag -> tag.replaceFirst("^W/", "").replace("\"", ""));
    }

    /** {@code ETag} of the content, if it is a strong one that can be sent back. */
    Optional<String> etag() {
        return header("ETag").filter(PartFile::isStrong);
    }

    @Override
    public void close() {
        try {
            last.body().close();
        } catch (IOException ignored) {
            // The rest of it is not wanted.
        }
    }
}
