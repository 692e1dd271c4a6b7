package org.writesae.io.hub;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;

/** Paths in a listing. The server is not trusted with them: one that could lead elsewhere spoils the whole listing. */
final class HubPaths {
    private static final int LONGEST = 1024;

    private HubPaths() {
    }

    /** The path of an entry, if every part of it is an ordinary name. */
    static String checked(String subject, JsonNode node) {
        String path = node.isTextual() ? node.textValue() : "";
        if (path.isEmpty() || path.length() > LONGEST || !path.codePoints().allMatch(HubPaths::isVisible)) {
            throw new InputException(subject + ": the listing has a path that is empty, too long, or has control characters");
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\\') >= 0) {
                throw new InputException(subject + ": the listing has the path \"" + path
                        + "\", which leaves its folder; nothing is fetched");
            }
        }
        return path;
    }

    private static boolean isVisible(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE,
                Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
