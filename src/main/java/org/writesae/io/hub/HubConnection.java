package org.writesae.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;

import org.writesae.io.InputException;

/**
 * Requests to a hub. Redirects are followed here and not by Java, so that the token goes to the endpoint only, never to the
 * hosts that it sends on to.
 */
public final class HubConnection implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);
    private static final Set<Integer> ANSWERS = Set.of(200, 206, 416);
    private static final Set<String> OF_THE_HUB = Set.of("x-repo-commit", "x-linked-etag");
    private static final int MOST_REDIRECTS = 10;
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final HubEndpoint endpoint;
    private final HubToken token;
    private final Duration silence;
    private final HttpClient client;
    private volatile boolean reached;

    /** @param token is sent only where nobody on the way can read it ({@link HubEndpoint#isPrivate}) */
    public HubConnection(HubEndpoint endpoint, Optional<HubToken> token, ProxySelector proxy) {
        this(endpoint, token, proxy, Duration.ofSeconds(60));
    }

    /** @param silence after which an answer is given up */
    HubConnection(HubEndpoint endpoint, Optional<HubToken> token, ProxySelector proxy, Duration silence) {
        this.endpoint = endpoint;
        this.token = endpoint.isPrivate() ? token.orElse(null) : null;
        this.silence = silence;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT);
        if (proxy != null) {
            builder.proxy(proxy);
        }
        this.client = builder.build();
    }

    HubEndpoint endpoint() {
        return endpoint;
    }

    /** How long a body may stay silent. */
    Duration silence() {
        return silence;
    }

    /**
     * GET with redirects.
     *
     * @return an answer with status 200, 206 or 416
     * @throws TemporaryFailure if trying again may help
     * @throws InputException   if it will not
     */
    HubResponse get(HubSubject subject, URI address, Map<String, String> headers) throws TemporaryFailure {
        Map<String, String> ofTheHub = new HashMap<>();
        URI at = address;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<InputStream> response = send(subject, at, headers);
            boolean here = endpoint.isHere(at);
            if (here) {
                response.headers().map().forEach((name, values) -> {
                    if (OF_THE_HUB.contains(name.toLowerCase(Locale.ROOT))) {
                        ofTheHub.put(name.toLowerCase(Locale.ROOT), values.getFirst());
                    }
                });
            }
            if (ANSWERS.contains(response.statusCode())) {
                return new HubResponse(response, ofTheHub);
            }
            discard(response);
            if (!REDIRECTS.contains(response.statusCode())) {
                throw failure(subject, at, here, response);
            }
            at = target(subject, at, response);
        }
        throw new InputException(subject.name() + ": redirected more than " + MOST_REDIRECTS + " times");
    }

    private HttpResponse<InputStream> send(HubSubject subject, URI at, Map<String, String> headers) throws TemporaryFailure {
        HttpRequest.Builder request = HttpRequest.newBuilder(at).GET().timeout(silence).header("User-Agent", "writesae-jvm")
                .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (token != null && endpoint.isHere(at)) {
            request.header("Authorization", token.header());
        }
        try {
            HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            reached = true;
            return response;
        } catch (SSLHandshakeException untrusted) {
            throw new InputException(subject.name() + ": no trusted connection to " + at.getHost() + ": " + untrusted.getMessage(),
                    untrusted);
        } catch (IOException failure) {
            throw noAnswer(subject, at, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InputException(subject.name() + ": interrupted", interrupted);
        }
    }

    /** Without a first answer there is hardly a passing fault to wait for. */
    private TemporaryFailure noAnswer(HubSubject subject, URI at, IOException failure) {
        boolean unconnected = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        String why = reason(failure);
        if (unconnected && !reached) {
            throw new InputException(subject.name() + ": no connection to " + at.getHost() + " (" + why
                    + "); is there a network, or a proxy for https_proxy to name?", failure);
        }
        return new TemporaryFailure("no answer from " + at.getHost() + " (" + why + ")", null, failure);
    }

    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its name is not known";
            }
        }
        if (failure instanceof HttpTimeoutException) {
            return "it takes too long";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static URI target(HubSubject subject, URI from, HttpResponse<?> response) {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            URI to = from.resolve(location);
            boolean encrypted = "https".equalsIgnoreCase(to.getScheme());
            boolean plain = "http".equalsIgnoreCase(to.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
            if (!location.isEmpty() && to.getHost() != null && to.getRawUserInfo() == null && (encrypted || plain)) {
                return to;
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below.
        }
        throw new InputException(subject.name() + ": " + from.getHost() + " redirects to an address that is not followed "
                + "(not https, or malformed)");
    }

    private TemporaryFailure failure(HubSubject subject, URI at, boolean here, HttpResponse<?> response) {
        int status = response.statusCode();
        if (TEMPORARY.contains(status)) {
            return new TemporaryFailure(at.getHost() + " answers " + status + (status == 429 ? ", too many requests" : ""),
                    HubErrors.pause(response.headers()), null);
        }
        if (!here) {
            // An address that the hub gave is signed for a while only; the hub gives another.
            return new TemporaryFailure(at.getHost() + " answers " + status, null, null);
        }
        throw HubErrors.refusal(subject, endpoint, token, status, response.headers());
    }

    private static void discard(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException ignored) {
            // Not wanted.
        }
    }

    /** Ends what is still under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
