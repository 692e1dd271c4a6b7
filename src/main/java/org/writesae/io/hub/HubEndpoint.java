package org.writesae.io.hub;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.writesae.io.InputException;

/**
 * Where a hub is: the Hugging Face hub, or a mirror that has its paths. The paths are those that huggingface_hub asks for
 * ({@code hf_api.py}, {@code file_download.py}).
 */
public final class HubEndpoint {
    private static final String DEFAULT = "https://huggingface.co";
    private static final String VARIABLE = "HF_ENDPOINT";
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\"?");
    private static final String UNRESERVED = "-._~";

    private final String base;
    private final URI uri;

    private HubEndpoint(String base, URI uri) {
        this.base = base;
        this.uri = uri;
    }

    /**
     * The given address, else that of {@code HF_ENDPOINT}, else the hub itself.
     *
     * @param given by the user, or null
     */
    public static HubEndpoint of(String given, Map<String, String> environment) {
        String variable = environment.getOrDefault(VARIABLE, "");
        if (given != null) {
            return parse("--endpoint", given);
        }
        return variable.isBlank() ? parse("--endpoint", DEFAULT) : parse(VARIABLE, variable);
    }

    private static HubEndpoint parse(String source, String text) {
        String base = text.strip().replaceAll("/+$", "");
        try {
            URI uri = new URI(base);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return new HubEndpoint(base, uri);
            }
        } catch (URISyntaxException malformed) {
            // Said below, without the text: it may hold a password.
        }
        throw new InputException(source + ": an address such as " + DEFAULT + " was expected, without user name and query");
    }

    /** Says which commit a branch, tag or commit is. */
    URI revision(String repository, String revision) {
        return URI.create(base + "/api/models/" + repository + "/revision/" + escaped(revision));
    }

    /** Lists all files of a commit. */
    URI tree(String repository, String commit) {
        return URI.create(base + "/api/models/" + repository + "/tree/" + commit + "?recursive=true");
    }

    /** Content of a file; large ones are redirected to another host. */
    URI file(String repository, String commit, String path) {
        StringBuilder escaped = new StringBuilder();
        for (String part : path.split("/")) {
            escaped.append('/').append(escaped(part));
        }
        return URI.create(base + "/" + repository + "/resolve/" + commit + escaped);
    }

    /**
     * The page that a {@code Link} header names as the next, or null. A mirror may pass on the hub's own header, so an
     * address of the hub is taken as one of this endpoint; any other is refused, as no listing is spread over hosts.
     */
    URI nextPage(URI page, String link) {
        Matcher next = NEXT.matcher(link);
        if (!next.find()) {
            return null;
        }
        String target = next.group(1);
        if (!base.equals(DEFAULT) && target.startsWith(DEFAULT + "/")) {
            target = base + target.substring(DEFAULT.length());
        }
        try {
            URI resolved = page.resolve(new URI(target));
            if (isHere(resolved)) {
                return resolved;
            }
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            // Refused below.
        }
        throw new InputException(base + ": the next page of a listing is not at this address");
    }

    /** Whether an address has this scheme, host and port. */
    boolean isHere(URI other) {
        return uri.getScheme().equalsIgnoreCase(other.getScheme()) && uri.getHost().equalsIgnoreCase(other.getHost())
                && port(uri) == port(other);
    }

    /** Whether nobody on the way can read what is sent: it is encrypted, or stays on this machine. */
    public boolean isPrivate() {
        return "https".equalsIgnoreCase(uri.getScheme()) || isLoopback(uri.getHost());
    }

    /** Whether a host is this machine. Names are not looked up. */
    static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return host.matches("[0-9.]+|\\[[0-9a-fA-F:.]+]") && InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (octet & 0xff);
            boolean plain = letter < 128 && (Character.isLetterOrDigit(letter) || UNRESERVED.indexOf(letter) >= 0);
            escaped.append(plain ? String.valueOf(letter) : String.format(Locale.ROOT, "%%%02X", (int) letter));
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return base;
    }
}
