package org.writesae.io.hub;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EnvironmentProxyTest {
    private static String chosen(Map<String, String> environment, String address) {
        Proxy proxy = EnvironmentProxy.of(environment).select(URI.create(address)).getFirst();
        return proxy.type() == Proxy.Type.DIRECT ? "direct" : ((InetSocketAddress) proxy.address()).getHostString() + ":"
                + ((InetSocketAddress) proxy.address()).getPort();
    }

    @Test
    void theVariablesOfTheScheme() {
        Map<String, String> environment = Map.of("https_proxy", "http://proxy.example:3128", "http_proxy", "other.example:8080/");
        assertThat(chosen(environment, "https://huggingface.co/x")).isEqualTo("proxy.example:3128");
        assertThat(chosen(environment, "http://mirror.example/x")).isEqualTo("other.example:8080");
        assertThat(chosen(environment, "http://localhost:1/x")).isEqualTo("direct");
        assertThat(chosen(Map.of("HTTPS_PROXY", "http://p.example:1"), "http://mirror.example/")).isEqualTo("direct");
        assertThat(chosen(Map.of("ALL_PROXY", "http://p.example"), "https://mirror.example/")).isEqualTo("p.example:80");
        assertThat(EnvironmentProxy.of(Map.of())).isSameAs(ProxySelector.getDefault());
        assertThat(EnvironmentProxy.of(Map.of("HTTP_PROXY", "http://p.example:1"))).isSameAs(ProxySelector.getDefault());
    }

    @Test
    void exceptions() {
        Map<String, String> environment = Map.of("https_proxy", "http://p.example:1", "no_proxy", "Inner.example, .other.example");
        assertThat(chosen(environment, "https://inner.example/")).isEqualTo("direct");
        assertThat(chosen(environment, "https://a.inner.example/")).isEqualTo("direct");
        assertThat(chosen(environment, "https://a.other.example/")).isEqualTo("direct");
        assertThat(chosen(environment, "https://notinner.example/")).isEqualTo("p.example:1");
        assertThat(chosen(Map.of("https_proxy", "http://p.example:1", "NO_PROXY", "*"), "https://inner.example/")).isEqualTo("direct");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://p.example:1", "http://user:secret@p.example:1", "http://", "http://a b"})
    void othersAreRefused(String proxy) {
        assertThatThrownBy(() -> EnvironmentProxy.of(Map.of("https_proxy", proxy))).isInstanceOf(InputException.class)
                .hasMessageContaining("https_proxy").hasMessageNotContaining("secret");
    }

    @Test
    void requestsGoThroughIt() throws IOException {
        List<URI> asked = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI());
            byte[] answer = (exchange.getRequestURI().getPath().contains("/tree/") ? "[]" : "{\"sha\": \"" + FakeHub.COMMIT + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        proxy.start();
        ProxySelector selector = EnvironmentProxy.of(Map.of("http_proxy", "http://127.0.0.1:" + proxy.getAddress().getPort()));
        HubEndpoint endpoint = HubEndpoint.of("http://mirror.invalid", Map.of());
        try (HubConnection connection = new HubConnection(endpoint, Optional.empty(), selector, Duration.ofSeconds(20))) {
            assertThat(new HubListing(connection).read(FakeHub.REPO, "main").files()).isEmpty();
        } finally {
            proxy.stop(0);
        }
        assertThat(asked).hasSize(2).allMatch(uri -> uri.getHost().equals("mirror.invalid"));
    }
}
