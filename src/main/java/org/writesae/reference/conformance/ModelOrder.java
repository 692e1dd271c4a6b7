package org.writesae.reference.conformance;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order in which a model computes the tensors that {@code run --dump} writes: layer by layer, then the logits. */
final class ModelOrder {
    private static final Pattern LAYER = Pattern.compile("layers\\.(\\d+)\\.(.+)");
    private static final Pattern STATE = Pattern.compile("state\\.(\\d+)");
    /** Factors of the write before what is read from the state; what is not here is a gate, and comes first. */
    private static final List<String> FACTORS = List.of("write.key", "write.value_raw", "erase.key", "erase.value",
            "write.value_delta");

    private ModelOrder() {
    }

    static List<String> sorted(List<String> names) {
        return names.stream().sorted(Comparator.comparingLong(ModelOrder::place)).toList();
    }

    private static long place(String name) {
        Matcher layer = LAYER.matcher(name);
        if (!layer.matches()) {
            return Long.MAX_VALUE;
        }
        Matcher state = STATE.matcher(layer.group(2));
        long within = state.matches() ? FACTORS.size() + 1 + Long.parseLong(state.group(1)) : FACTORS.indexOf(layer.group(2)) + 1;
        return (Long.parseLong(layer.group(1)) << 32) + within;
    }
}
