package org.writesae.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds a value inside an unpickled one by a dotted path. */
final class PicklePath {
    private PicklePath() {
    }

    static Object at(String file, Object root, String place) {
        Object value = root;
        String rest = place;
        while (!rest.isEmpty()) {
            String key = longestKey(value, rest);
            if (key == null) {
                throw InputException.at(file, place, "nothing there" + ClosestNames.hint(rest, keys(value)));
            }
            value = member(value, key);
            rest = rest.length() == key.length() ? "" : rest.substring(key.length() + 1);
        }
        return value;
    }

    /** The values directly inside, in order. */
    static List<Object> parts(Object value) {
        return switch (value) {
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.values());
            case PickledObject object -> List.of(object.args(), object.attributes());
            case null, default -> List.of();
        };
    }

    /** The longest beginning of the path, up to a dot or its end, that names a member. */
    private static String longestKey(Object value, String rest) {
        for (int end = rest.length(); end > 0; end = rest.lastIndexOf('.', end - 1)) {
            String key = rest.substring(0, end);
            if (has(value, key)) {
                return key;
            }
        }
        return null;
    }

    private static boolean has(Object value, String key) {
        return switch (value) {
            case Map<?, ?> map -> map.containsKey(key);
            case PickledObject object -> object.attributes().containsKey(key) || object.attribute(key) != null;
            case List<?> list -> key.matches("\\d{1,9}") && Integer.parseInt(key) < list.size();
            case null, default -> false;
        };
    }

    private static Object member(Object value, String key) {
        return switch (value) {
            case Map<?, ?> map -> map.get(key);
            case PickledObject object -> object.attribute(key);
            default -> ((List<?>) value).get(Integer.parseInt(key));
        };
    }

    private static Collection<String> keys(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.keySet().stream().map(String::valueOf).toList();
            case PickledObject object -> object.attributes().keySet();
            case null, default -> List.of();
        };
    }
}
