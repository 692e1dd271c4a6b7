package org.writesae.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks what a pickle produced and names its tensors by their place. A pickle can share parts; written out
 * in full they could be exponentially large, or endless. Such a value is refused here, so that whoever walks
 * the result later needs no care.
 */
final class PickleTree {
    private static final int DEEPEST = 200;
    private static final long MOST_VALUES = 20_000_000;

    private record Finished(Object value, long size) {
    }

    private final String where;
    private final Map<Object, Finished> finished = new IdentityHashMap<>();
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private PickleTree(String where) {
        this.where = where;
    }

    /** The same value, unmodifiable, with tensors named by their path. */
    static Object finish(String where, Object value) {
        return new PickleTree(where).finish(value, "", 0).value();
    }

    private Finished finish(Object value, String path, int depth) {
        return switch (value) {
            case null -> new Finished(null, 1);
            case String text -> new Finished(text, 1);
            case Number number -> new Finished(number, 1);
            case Boolean bool -> new Finished(bool, 1);
            case byte[] bytes -> new Finished(bytes, 1);
            case PickledGlobal global -> new Finished(global, 1);
            case NumpyPickles.ArrayState array when array.tensor() != null -> new Finished(named(array.tensor(), path), 1);
            case NumpyPickles.TypeState type -> new Finished("numpy dtype " + type.name(), 1);
            case Tensor tensor -> new Finished(named(tensor, path), 1);
            case TorchStorage storage -> new Finished("storage " + storage.key(), 1);
            case List<?> list -> container(list, path, depth);
            case Map<?, ?> map -> container(map, path, depth);
            case PickledObject object -> container(object, path, depth);
            default -> throw InputException.at(where, at(path), "malformed pickle: a mark or an unfinished object as a value");
        };
    }

    private Tensor named(Tensor tensor, String path) {
        return tensor.renamed(at(path), where + ": " + at(path));
    }

    private Finished container(Object value, String path, int depth) {
        Finished known = finished.get(value);
        if (known != null) {
            return known;
        }
        if (depth > DEEPEST) {
            throw InputException.at(where, shortened(path), "nested more than " + DEEPEST + " deep");
        }
        if (!open.add(value)) {
            throw InputException.at(where, at(path), "contains itself");
        }
        Finished result = switch (value) {
            case List<?> list -> finishList(list, path, depth + 1);
            case PickledObject object -> finishObject(object, path, depth + 1);
            default -> finishMap((Map<?, ?>) value, path, depth + 1);
        };
        if (result.size() > MOST_VALUES) {
            throw InputException.at(where, at(path), "shared parts that written out in full are more than " + MOST_VALUES
                    + " values");
        }
        open.remove(value);
        finished.put(value, result);
        return result;
    }

    private Finished finishList(List<?> list, String path, int depth) {
        List<Object> values = new ArrayList<>(list.size());
        long size = 1;
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            Finished part = finish(item, isLeaf(item) ? path : path + "." + i, depth);
            values.add(part.value());
            size += part.size();
        }
        return new Finished(Collections.unmodifiableList(values), size);
    }

    private Finished finishMap(Map<?, ?> map, String path, int depth) {
        Map<String, Object> values = LinkedHashMap.newLinkedHashMap(map.size());
        long size = 1;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object item = entry.getValue();
            Finished part = finish(item, isLeaf(item) ? path : path + "." + shortened((String) entry.getKey()), depth);
            values.put((String) entry.getKey(), part.value());
            size += part.size();
        }
        return new Finished(Collections.unmodifiableMap(values), size);
    }

    @SuppressWarnings("unchecked")
    private Finished finishObject(PickledObject object, String path, int depth) {
        Finished args = finish(object.args(), path, depth);
        Finished attributes = finish(object.attributes(), path, depth);
        return new Finished(object.with((List<Object>) args.value(), (Map<String, Object>) attributes.value()),
                args.size() + attributes.size());
    }

    /** Values without a place of their own in messages. */
    private static boolean isLeaf(Object value) {
        return value == null || value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    private static String at(String path) {
        return path.isEmpty() ? "data.pkl" : path.substring(1);
    }

    private static String shortened(String path) {
        return path.length() <= 100 ? path : path.substring(0, 100) + "...";
    }
}
