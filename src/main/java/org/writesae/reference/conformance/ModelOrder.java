package org.writesae.reference.conformance;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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

    /** The layer of a tensor; the largest number for the logits, which come after all. */
    static int layer(String name) {
        Matcher layer = LAYER.matcher(name);
        return layer.matches() ? Integer.parseInt(layer.group(1)) : Integer.MAX_VALUE;
    }

    /** The tokens after which states are kept, in order. */
    static IntStream positions(List<String> names) {
        return names.stream().map(LAYER::matcher).filter(Matcher::matches).map(layer -> STATE.matcher(layer.group(2)))
                .filter(Matcher::matches).mapToInt(state -> Integer.parseInt(state.group(1))).distinct().sorted();
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
