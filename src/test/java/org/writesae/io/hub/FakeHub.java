package org.writesae.io.hub;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A hub on this machine, with the paths, headers and redirects of the Hugging Face hub: small files from the hub itself by a
 * relative redirect, large ones by a redirect to a second server. {@code snapshot_download} of huggingface_hub 1.33.0 takes
 * the same files from it.
 */
public final class FakeHub implements AutoCloseable {
    /** The only repository. */
    public static final String REPO = "someone/some-model";
    /** Its commit. */
    public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String TOKEN = "hf_secretOfTheTest";

    /** A request that came. */
    record Seen(boolean toCdn, String path, Headers headers) {
    }

    /** What happens instead of the ordinary answer. */
    @FunctionalInterface
    interface Fault {
        /** @return false if the ordinary answer is still to be given */
        boolean answer(HttpExchange exchange) throws IOException;
    }

    private record Planned(String part, Fault fault) {
    }

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final Map<String, ObjectNode> entries = new LinkedHashMap<>();
    private final Map<String, FakeContent> contents = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<Planned> faults = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer hub = start(false);
    private final HttpServer cdn = start(true);
    int pageSize = 1000;
    String commit = COMMIT;
    String cdnTag = "\"cdn-1\"";

    private HttpServer start(boolean isCdn) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    seen.add(new Seen(isCdn, exchange.getRequestURI().getRawPath(), exchange.getRequestHeaders()));
                    if (!isFaulty(exchange)) {
                        answer(exchange, isCdn);
                    }
                }
            });
            server.start();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Address of the hub. */
    public String address() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    String cdnAddress() {
        return "http://localhost:" + cdn.getAddress().getPort();
    }

    /** Adds a file that git holds. */
    public FakeHub small(String path, String text) {
        FakeContent content = FakeContent.of(text.getBytes(StandardCharsets.UTF_8));
        return entry(path, content, content.blob(), null);
    }

    /** Adds a file that is stored outside git. */
    public FakeHub large(String path, byte[] bytes) {
        return large(path, FakeContent.of(bytes));
    }

    private FakeHub large(String path, FakeContent content) {
        return entry(path, content, "f".repeat(40), content.sha256());
    }

    /** Adds a large file whose bytes are made while they are sent. */
    public FakeHub huge(String path, int size) {
        byte[] block = new byte[100_003];
        new Random(5).nextBytes(block);
        return large(path, new FakeContent(size, block));
    }

    /** How many requests with a token came. */
    public long authorized() {
        return seen.stream().filter(request -> request.headers().containsKey("Authorization")).count();
    }

    /** How many requests came to the hub itself, which are those that may have a token. */
    public long askedOfHub() {
        return seen.stream().filter(request -> !request.toCdn()).count();
    }

    private FakeHub entry(String path, FakeContent content, String oid, String sha256) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode().put("type", "file").put("oid", oid).put("size", content.size()).put("path", path);
        if (sha256 != null) {
            entry.putObject("lfs").put("oid", sha256).put("size", content.size()).put("pointerSize", 134);
        }
        entries.put(path, entry);
        contents.put(path, content);
        return this;
    }

    /** Lets the next request whose path has this part go wrong. */
    FakeHub fault(String part, Fault fault) {
        faults.add(new Planned(part, fault));
        return this;
    }

    /** A status without content. */
    FakeHub status(String part, int status, String... headers) {
        return fault(part, exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            return true;
        });
    }

    /** The second server breaks off after some bytes. */
    FakeHub cut(String path, int bytes) {
        return fault("/cdn/" + path, exchange -> {
            send(exchange, path, true, bytes);
            return true;
        });
    }

    /** Another content at the same address, as the listing does not know. */
    void replace(String path, byte[] bytes) {
        contents.put(path, FakeContent.of(bytes));
    }

    List<String> paths(boolean toCdn) {
        return seen.stream().filter(request -> request.toCdn() == toCdn).map(Seen::path).toList();
    }

    private boolean isFaulty(HttpExchange exchange) throws IOException {
        Fault fault = null;
        synchronized (faults) {
            for (Iterator<Planned> planned = faults.iterator(); planned.hasNext() && fault == null;) {
                Planned one = planned.next();
                if (exchange.getRequestURI().getPath().contains(one.part())) {
                    fault = one.fault();
                    planned.remove();
                }
            }
        }
        return fault != null && fault.answer(exchange);
    }

    private void answer(HttpExchange exchange, boolean isCdn) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String resolve = "/" + REPO + "/resolve/" + commit + "/";
        String cache = "/api/resolve-cache/models/" + REPO + "/" + commit + "/";
        exchange.getResponseHeaders().add("X-Repo-Commit", commit);
        if (isCdn) {
            exchange.getResponseHeaders().remove("X-Repo-Commit");
            send(exchange, decoded(path.substring("/cdn/".length())), true, Integer.MAX_VALUE);
        } else if (path.startsWith("/api/models/" + REPO + "/revision/")) {
            json(exchange, JsonNodeFactory.instance.objectNode().put("id", REPO).put("sha", commit));
        } else if (path.equals("/api/models/" + REPO + "/tree/" + commit)) {
            tree(exchange);
        } else if (path.startsWith(resolve) && contents.containsKey(decoded(path.substring(resolve.length())))) {
            redirect(exchange, path.substring(resolve.length()), cache);
        } else if (path.startsWith(cache)) {
            send(exchange, decoded(path.substring(cache.length())), false, Integer.MAX_VALUE);
        } else {
            exchange.getResponseHeaders().add("X-Error-Code", path.startsWith("/api") ? "RepoNotFound" : "EntryNotFound");
            exchange.sendResponseHeaders(path.startsWith("/api") ? 401 : 404, -1);
        }
    }

    private void redirect(HttpExchange exchange, String rawPath, String cache) throws IOException {
        ObjectNode entry = entries.get(decoded(rawPath));
        Headers headers = exchange.getResponseHeaders();
        if (entry.has("lfs")) {
            headers.add("X-Linked-Size", entry.at("/lfs/size").asText());
            headers.add("X-Linked-ETag", "\"" + entry.at("/lfs/oid").asText() + "\"");
            headers.add("Location", cdnAddress() + "/cdn/" + rawPath + "?signature=abc");
            exchange.sendResponseHeaders(302, -1);
        } else {
            headers.add("Location", cache + rawPath);
            exchange.sendResponseHeaders(307, -1);
        }
    }

    private void tree(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=", "")) : 0;
        List<ObjectNode> all = List.copyOf(entries.values());
        int to = Math.min(all.size(), from + pageSize);
        ArrayNode page = JsonNodeFactory.instance.arrayNode().addAll(all.subList(from, to));
        page.addObject().put("type", "directory").put("oid", "e".repeat(40)).put("size", 0).put("path", "folder");
        if (to < all.size()) {
            exchange.getResponseHeaders().add("Link", "<" + address() + exchange.getRequestURI().getPath() + "?recursive=true&cursor=" + to
                    + ">; rel=\"next\"");
        }
        json(exchange, page);
    }

    private static void json(HttpExchange exchange, JsonNode node) throws IOException {
        byte[] bytes = node.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** With ranges, and ETags for them. */
    private void send(HttpExchange exchange, String path, boolean fromCdn, int most) throws IOException {
        String tag = fromCdn ? cdnTag : "\"" + entries.get(path).get("oid").asText() + "\"";
        Headers asked = exchange.getRequestHeaders();
        send(exchange, path, tag, asked.getFirst("Range"), asked.getFirst("If-Range"), most);
    }

    /** The same, whatever the request says. */
    void send(HttpExchange exchange, String path, String tag, String range, String ifRange, int most) throws IOException {
        FakeContent content = contents.get(path);
        Headers headers = exchange.getResponseHeaders();
        headers.add("ETag", tag);
        int from = range != null && (ifRange == null || ifRange.equals(tag)) ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) : 0;
        if (from > 0 && from >= content.size()) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (from > 0) {
            headers.add("Content-Range", "bytes " + from + "-" + (content.size() - 1) + "/" + content.size());
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.add("Content-Length", String.valueOf(content.size()));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.size() == 0 ? -1 : content.size() - from);
        OutputStream body = exchange.getResponseBody();
        int end = (int) Math.min(content.size(), (long) from + most);
        for (int at = from; at < end; at += 1 << 16) {
            body.write(content.bytes(at, Math.min(end, at + (1 << 16))));
        }
        body.flush();
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        hub.stop(0);
        cdn.stop(0);
        threads.shutdownNow();
    }
}
