package org.writesae.io.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.writesae.io.InputException;

/** A user's access token. It is found where huggingface_hub finds it, and nothing here prints it. */
public final class HubToken {
    private static final int MOST = 4096;

    private final String value;
    private final String source;

    private HubToken(String value, String source) {
        this.value = value;
        this.source = source;
    }

    /**
     * {@code HF_TOKEN} (or the older {@code HUGGING_FACE_HUB_TOKEN}), else the file that {@code hf auth login} writes:
     * {@code HF_TOKEN_PATH}, {@code HF_HOME/token}, {@code XDG_CACHE_HOME/huggingface/token} or
     * {@code ~/.cache/huggingface/token}.
     *
     * @param home the user's home directory
     * @throws InputException if there is one that can't be a token
     */
    public static Optional<HubToken> find(Map<String, String> environment, Path home) {
        for (String variable : new String[] {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(checked(value, variable));
            }
        }
        Path file = file(environment, home);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST) {
                throw new InputException(file + ": too long for an access token");
            }
            String value = Files.readString(file).strip();
            return value.isEmpty() ? Optional.empty() : Optional.of(checked(value, file.toString()));
        } catch (IOException failure) {
            throw new InputException(file + ": the access token cannot be read: " + failure.getClass().getSimpleName(), failure);
        }
    }

    private static Path file(Map<String, String> environment, Path home) {
        if (has(environment, "HF_TOKEN_PATH")) {
            return Path.of(environment.get("HF_TOKEN_PATH"));
        }
        if (has(environment, "HF_HOME")) {
            return Path.of(environment.get("HF_HOME"), "token");
        }
        Path cache = has(environment, "XDG_CACHE_HOME") ? Path.of(environment.get("XDG_CACHE_HOME")) : home.resolve(".cache");
        return cache.resolve("huggingface").resolve("token");
    }

    private static boolean has(Map<String, String> environment, String variable) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    /** A value that is no header would be quoted in Java's own message. */
    private static HubToken checked(String value, String source) {
        if (value.length() > MOST || !value.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
            throw new InputException(source + ": not an access token: letters, digits and signs without spaces were expected");
        }
        return new HubToken(value, source);
    }

    String header() {
        return "Bearer " + value;
    }

    /** The variable or file it came from. */
    public String source() {
        return source;
    }

    @Override
    public String toString() {
        return "the token from " + source;
    }
}
