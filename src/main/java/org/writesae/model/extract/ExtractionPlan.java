package org.writesae.model.extract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.writesae.io.DType;

/**
 * What to extract.
 *
 * @param layers    layers with a state, ascending
 * @param heads     heads of each, ascending
 * @param parts     what of them
 * @param positions lengths of prefixes whose last state is wanted too, ascending; may be empty
 * @param dtype     of states, F16 or F32; writes and gates are F32
 * @param batch     sequences that go through a layer together
 */
public record ExtractionPlan(List<Integer> layers, List<Integer> heads, Set<Part> parts, List<Integer> positions,
        DType dtype, int batch) {

    /** What can be extracted. */
    public enum Part {
        /** {@code head_H.npy} [n, d_k, d_v]: the state after the last token. */
        FINAL,
        /** {@code head_H_tokens.npy} [n, T, d_k, d_v]: the state after every token. */
        TOKENS,
        /**
         * {@code head_H_key.npy} [n, T, d_k], {@code head_H_value_raw.npy} and {@code _value_delta.npy}
         * [n, T, d_v]: the writes as factors; where a family erases apart from its write,
         * {@code head_H_erase_key.npy} and {@code _erase_value.npy}; {@code NAME.npy} [n, T, …]: its gates.
         */
        WRITES
    }

    public ExtractionPlan {
        layers = List.copyOf(layers);
        heads = List.copyOf(heads);
        parts = parts.isEmpty() ? Set.of() : EnumSet.copyOf(parts);
        positions = List.copyOf(positions);
    }

    boolean has(Part part) {
        return parts.contains(part);
    }

    /** The tokens, from 0, after which states are kept, in order, of sequences of this length. */
    List<Integer> keptTokens(int length) {
        TreeSet<Integer> tokens = new TreeSet<>();
        if (has(Part.FINAL)) {
            tokens.add(length - 1);
        }
        positions.forEach(prefix -> tokens.add(prefix - 1));
        for (int t = 0; t < length && has(Part.TOKENS); t++) {
            tokens.add(t);
        }
        return List.copyOf(tokens);
    }
}
