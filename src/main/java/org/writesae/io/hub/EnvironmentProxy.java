package org.writesae.io.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.writesae.io.InputException;

/** The proxy that {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy} name; Java itself ignores them. */
public final class EnvironmentProxy extends ProxySelector {
    private final Map<String, InetSocketAddress> byScheme;
    private final List<String> direct;

    private EnvironmentProxy(Map<String, InetSocketAddress> byScheme, List<String> direct) {
        this.byScheme = byScheme;
        this.direct = direct;
    }

    /** Java's own selector where its properties name a proxy ({@code -Dhttps.proxyHost}) or no variable does. */
    public static ProxySelector of(Map<String, String> environment) {
        boolean told = Stream.of("https.proxyHost", "http.proxyHost", "socksProxyHost").anyMatch(name -> System.getProperty(name) != null);
        // HTTP_PROXY is not read: in a CGI program it is a header of the request.
        InetSocketAddress https = first(environment, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");
        InetSocketAddress http = first(environment, "http_proxy", "all_proxy", "ALL_PROXY");
        if (told || https == null && http == null) {
            return ProxySelector.getDefault();
        }
        String none = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
        Map<String, InetSocketAddress> byScheme = https == null ? Map.of("http", http)
                : http == null ? Map.of("https", https) : Map.of("https", https, "http", http);
        return new EnvironmentProxy(byScheme, Stream.of(none.split("[,\\s]+")).filter(name -> !name.isEmpty())
                .map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    private static InetSocketAddress first(Map<String, String> environment, String... variables) {
        for (String variable : variables) {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                return address(variable, value);
            }
        }
        return null;
    }

    private static InetSocketAddress address(String variable, String value) {
        try {
            URI proxy = new URI(value.contains("://") ? value : "http://" + value);
            if ("http".equalsIgnoreCase(proxy.getScheme()) && proxy.getHost() != null && proxy.getRawUserInfo() == null) {
                return InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort());
            }
        } catch (URISyntaxException malformed) {
            // Said below, without the value: it may hold a password.
        }
        throw new InputException(variable + ": a proxy as http://HOST:PORT was expected, without user name and password");
    }

    @Override
    public List<Proxy> select(URI uri) {
        InetSocketAddress proxy = byScheme.get(uri.getScheme().toLowerCase(Locale.ROOT));
        return List.of(proxy == null || isDirect(uri) ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, proxy));
    }

    private boolean isDirect(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return HubEndpoint.isLoopback(host) || direct.stream().anyMatch(name -> covers(name, host));
    }

    private static boolean covers(String name, String host) {
        String domain = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        return name.equals("*") || host.equals(domain) || host.endsWith("." + domain);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request itself reports it.
    }
}
