package org.writesae.io.hub;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.writesae.io.InputException;

/** What the statuses and headers of a hub mean to a user. */
final class HubErrors {
    private static final Pattern RATE = Pattern.compile("r\\s*=\\s*0\\s*;\\s*t\\s*=\\s*(\\d{1,9})");
    private static final int LONGEST = 200;

    private HubErrors() {
    }

    /** How long to wait: {@code RateLimit} where nothing is left of it, else {@code Retry-After}; null if neither says. */
    static Duration pause(HttpHeaders headers) {
        Matcher rate = RATE.matcher(headers.firstValue("RateLimit").orElse(""));
        if (rate.find()) {
            return Duration.ofSeconds(Long.parseLong(rate.group(1)));
        }
        String after = headers.firstValue("Retry-After").orElse("").strip();
        if (after.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(after));
        }
        try {
            ZonedDateTime until = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(ZonedDateTime.now(until.getZone()), until);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException none) {
            return null;
        }
    }

    /** @param token that was sent, or null */
    static InputException refusal(HubSubject subject, HubEndpoint endpoint, HubToken token, int status, HttpHeaders headers) {
        return new InputException(subject.name() + ": " + reason(subject, endpoint, token, status, headers));
    }

    private static String reason(HubSubject subject, HubEndpoint endpoint, HubToken token, int status, HttpHeaders headers) {
        String code = headers.firstValue("X-Error-Code").orElse("");
        String said = printable(headers.firstValue("X-Error-Message").orElse(""));
        if (code.equals("RevisionNotFound")) {
            return "no revision " + subject.revision() + " at " + endpoint;
        }
        if (code.equals("EntryNotFound")) {
            return "no such file at " + endpoint + " in revision " + subject.revision();
        }
        if (code.equals("GatedRepo")) {
            return "needs a token with access: ask for access at " + endpoint + "/" + subject.repository() + " and "
                    + (token == null ? "set HF_TOKEN" : "use a token of that account; " + token + " has none");
        }
        if (status == 401 && token != null && said.startsWith("Invalid")) {
            return endpoint + " does not accept " + token;
        }
        if (status == 401 || code.equals("RepoNotFound")) {
            // For what does not exist and for what is private the hub answers the same.
            return "no such model repository at " + endpoint + ", or it needs a token with access ("
                    + (token == null ? "HF_TOKEN" : token + " was sent") + ")";
        }
        if (status == 403) {
            return "needs a token with access (" + (token == null ? "HF_TOKEN" : token + " was sent") + ")" + appended(said);
        }
        return status == 404 ? "not found at " + endpoint + appended(said) : endpoint + " answers " + status + appended(said);
    }

    private static String appended(String said) {
        return said.isEmpty() ? "" : ": " + said;
    }

    private static String printable(String said) {
        String line = said.replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
