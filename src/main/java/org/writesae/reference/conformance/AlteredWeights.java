package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

/** A checkpoint with something wrong about one weight, in one layer or in all. */
final class AlteredWeights {
    private static final Pattern LAYER = Pattern.compile("(.*\\b(?:layers|blocks)\\.)(\\d+)(\\..*)");
    /** Beside text models, published checkpoints have these, which nothing reads. */
    private static final Pattern UNREAD = Pattern.compile("(model\\.visual|mtp)\\..*");
    private static final Set<Mapping> MAPPINGS = EnumSet.of(Mapping.ZERO, Mapping.ONE, Mapping.NEGATED, Mapping.ONE_MORE,
            Mapping.ONE_LESS, Mapping.EXPONENTIAL);
    /** The taps of a convolution are few; other axes are not read backwards. */
    private static final int MOST_TAPS = 8;

    private final ObjectNode config;
    private final TensorFile file;
    private final List<AlteredModel> altered = new ArrayList<>();

    private AlteredWeights(ObjectNode config, TensorFile file) {
        this.config = config;
        this.file = file;
    }

    /**
     * Checkpoints that can first be wrong between two layers.
     *
     * @param from first layer that may be wrong
     * @param to   last one, and if it is beyond the layers also what follows them
     */
    static List<AlteredModel> of(ObjectNode config, TensorFile file, int from, int to) {
        AlteredWeights weights = new AlteredWeights(config, file);
        weights.kinds().forEach((kind, names) -> weights.alter(kind, names, from, to));
        return weights.altered;
    }

    /** Names of the tensors of a kind, by the kind's name, in which {@code *} stands for the layer. */
    private Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (!UNREAD.matcher(name).matches() && file.tensor(name).dtype().isFloating()) {
                Matcher layer = LAYER.matcher(name);
                String kind = layer.matches() ? layer.group(1) + "*" + layer.group(3) : name;
                kinds.computeIfAbsent(kind, none -> new ArrayList<>()).add(name);
            }
        }
        return kinds;
    }

    private void alter(String kind, List<String> names, int from, int to) {
        int first = names.stream().mapToInt(AlteredWeights::layer).min().orElse(-1);
        if (names.size() > 1 && first >= from && first <= to) {
            alter(kind, names);
        }
        for (String name : names) {
            int layer = layer(name);
            if (layer >= from && layer <= to || layer < 0 && (from == 0 || to == Integer.MAX_VALUE)) {
                alter(name, List.of(name));
            }
        }
    }

    /** −1 for a weight of no layer. */
    private static int layer(String name) {
        Matcher layer = LAYER.matcher(name);
        return layer.matches() ? Integer.parseInt(layer.group(2)) : -1;
    }

    private void alter(String text, List<String> names) {
        for (Mapping mapping : MAPPINGS) {
            add(text + " " + mapping.text(), names, (values, i) -> mapping.function().applyAsDouble(values[i]));
        }
        Tensor tensor = file.tensor(names.getFirst());
        int last = tensor.rank() == 0 ? 0 : (int) tensor.shape(tensor.rank() - 1);
        if (tensor.rank() > 1 && last > 1 && last <= MOST_TAPS) {
            add(text + " reversed along its last axis", names, (values, i) -> values[i / last * last + last - 1 - i % last]);
        }
        if (tensor.rank() == 2 && last > 1 && tensor.shape(0) == last) {
            add(text + " with its axes exchanged", names, (values, i) -> values[i % last * last + i / last]);
        }
    }

    /** Element {@code i} of the altered weight. */
    private interface Edit {
        double of(float[] values, int i);
    }

    private void add(String text, List<String> names, Edit edit) {
        Map<String, Tensor> changed = new LinkedHashMap<>();
        for (String name : names) {
            Tensor tensor = file.tensor(name);
            float[] values = tensor.floats();
            float[] wrong = new float[values.length];
            for (int i = 0; i < wrong.length; i++) {
                wrong[i] = (float) edit.of(values, i);
            }
            changed.put(name, Tensor.of(name, wrong, tensor.shape()));
        }
        altered.add(new AlteredModel(text, config, changed));
    }
}
