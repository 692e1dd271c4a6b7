package org.writesae.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An instance of some Python class, reduced to what the pickle says about it: the name of its class,
 * the arguments of its construction and its attributes. No class is looked up and nothing is run.
 */
public final class PickledObject {
    private static final List<String> MODULE_PARTS = List.of("_parameters", "_buffers", "_modules");
    private static final int MOST_SLOTS = 1_000;

    private final String className;
    private final List<Object> args;
    private Map<String, Object> attributes;
    private boolean built;

    PickledObject(String className, List<Object> args) {
        this(className, args, new LinkedHashMap<>());
    }

    PickledObject(String className, List<Object> args, Map<String, Object> attributes) {
        this.className = className;
        this.args = args;
        this.attributes = attributes;
    }

    /** Module and class, {@code core.sae.BilinearMatrixSAE}. */
    public String className() {
        return className;
    }

    public List<Object> args() {
        return Collections.unmodifiableList(args);
    }

    /** The instance's {@code __dict__}; a state of another shape sits under {@code __state__}. */
    public Map<String, Object> attributes() {
        return Collections.unmodifiableMap(attributes);
    }

    /**
     * The attribute as Python would find it: in the {@code __dict__}, else among the parameters, buffers and
     * submodules that a torch module keeps apart. Null where there is none.
     */
    public Object attribute(String name) {
        if (attributes.containsKey(name)) {
            return attributes.get(name);
        }
        for (String part : MODULE_PARTS) {
            if (attributes.get(part) instanceof Map<?, ?> members && members.containsKey(name)) {
                return members.get(name);
            }
        }
        return null;
    }

    /**
     * Applies a pickled state: a dict, a pair of dict and slots, or something that only its class understands.
     * The dict is taken over, not copied, so that many objects sharing one large dict cost nothing.
     *
     * @return false where the object has a state already, which no pickler does to one object
     */
    boolean build(Object state) {
        if (built) {
            return false;
        }
        built = true;
        if (state instanceof Map<?, ?> dict) {
            take(dict);
        } else if (state instanceof List<?> pair && pair.size() == 2 && isDict(pair.get(0)) && isDict(pair.get(1))) {
            take((Map<?, ?>) pair.get(0));
            addSlots((Map<?, ?>) pair.get(1));
        } else {
            attributes.put("__state__", state);
        }
        return true;
    }

    void set(String key, Object value) {
        attributes.put(key, value);
    }

    /** The same object with its parts replaced. */
    PickledObject with(List<Object> newArgs, Map<String, Object> newAttributes) {
        return new PickledObject(className, new ArrayList<>(newArgs), newAttributes);
    }

    @SuppressWarnings("unchecked")
    private void take(Map<?, ?> dict) {
        if (dict != null && attributes.isEmpty()) {
            attributes = (Map<String, Object>) dict;
        } else {
            addSlots(dict);
        }
    }

    private void addSlots(Map<?, ?> slots) {
        if (slots != null && slots.size() <= MOST_SLOTS) {
            slots.forEach((key, value) -> attributes.put((String) key, value));
        } else if (slots != null) {
            attributes.put("__state__", slots);
        }
    }

    private static boolean isDict(Object value) {
        return value == null || value instanceof Map<?, ?>;
    }

    @Override
    public String toString() {
        return className + attributes.keySet();
    }
}
