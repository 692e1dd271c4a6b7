package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A checkpoint with one value of its config.json wrong: the ε of the norms, the base or the part of the rotation, a bound, a
 * switch. Sizes are left alone, since with another one the weights do not fit.
 */
final class AlteredConfigs {
    /** Of other parts of published models, which nothing here reads. */
    private static final Set<String> UNREAD = Set.of("vision_config");
    private static final double[] EPSILONS = {0, 1e-12, 1e-8, 1e-6, 1e-5, 1e-3};
    /** The bases of rotation that published models have. */
    private static final double[] BASES = {1e4, 5e5, 1e6, 1e7};
    private static final double[] PARTS = {0.25, 0.5, 1};
    /** Mamba-2's bounds of the step at initialisation, which are not its limits. */
    private static final double[] STEPS = {0.001, 0.1};

    private final ObjectNode config;
    private final List<AlteredModel> altered = new ArrayList<>();

    private AlteredConfigs(ObjectNode config) {
        this.config = config;
    }

    static List<AlteredModel> of(ObjectNode config) {
        AlteredConfigs configs = new AlteredConfigs(config);
        configs.alter(config, "");
        return configs.altered;
    }

    private void alter(ObjectNode object, String path) {
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            String place = path + "/" + field.getKey();
            if (value instanceof ObjectNode inside && !UNREAD.contains(field.getKey())) {
                alter(inside, place);
            } else if (value.isBoolean()) {
                add(place, value, BooleanNode.valueOf(!value.booleanValue()));
            } else if (field.getKey().equals("time_step_limit")) {
                ArrayNode steps = JsonNodeFactory.instance.arrayNode();
                DoubleStream.of(STEPS).forEach(steps::add);
                add(place, value, steps);
            } else if (value.isNumber()) {
                numbers(field.getKey().toLowerCase(Locale.ROOT)).filter(other -> other != value.doubleValue())
                        .forEach(other -> add(place, value, DoubleNode.valueOf(other)));
            }
        });
    }

    private static DoubleStream numbers(String key) {
        if (key.endsWith("eps") || key.endsWith("epsilon")) {
            return DoubleStream.of(EPSILONS);
        }
        if (key.endsWith("theta")) {
            return DoubleStream.of(BASES);
        }
        return key.endsWith("rotary_factor") ? DoubleStream.of(PARTS) : DoubleStream.empty();
    }

    private void add(String place, JsonNode value, JsonNode other) {
        ObjectNode changed = config.deepCopy();
        int key = place.lastIndexOf('/');
        ((ObjectNode) changed.at(place.substring(0, key))).set(place.substring(key + 1), other);
        altered.add(new AlteredModel(place.substring(1).replace('/', '.') + " " + other + " in the place of " + value, changed, Map.of()));
    }
}
