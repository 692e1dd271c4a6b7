package org.writesae.experiment.steering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The features of one head that are pushed.
 *
 * @param head     the head
 * @param features those whose mean coefficient differs most between states in front of boundaries and others
 * @param random   other features that fire, with their mean coefficient
 */
record HeadSteering(int head, List<BoundaryFeature> features, Map<Integer, Double> random) {

    /** Pushes at dose 1 by feature. */
    Map<Integer, Double> pushes() {
        Map<Integer, Double> pushes = new LinkedHashMap<>();
        features.forEach(feature -> pushes.put(feature.feature(), feature.push()));
        return pushes;
    }

    /** Pushes of the random control at dose 1 by feature: |mean coefficient|. */
    Map<Integer, Double> randomPushes() {
        Map<Integer, Double> pushes = new LinkedHashMap<>();
        random.forEach((feature, mean) -> pushes.put(feature, Math.abs(mean)));
        return pushes;
    }

    JsonNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("head", head);
        ArrayNode details = node.putArray("features");
        features.forEach(feature -> details.add(feature.json()));
        ArrayNode means = node.putArray("random");
        random.forEach((feature, mean) -> means.addObject().put("feature_idx", feature).put("mean", mean));
        return node;
    }

    static HeadSteering of(JsonNode node) {
        List<BoundaryFeature> features = new ArrayList<>();
        node.get("features").forEach(feature -> features.add(BoundaryFeature.of(feature)));
        Map<Integer, Double> random = new LinkedHashMap<>();
        node.get("random").forEach(one -> random.put(one.get("feature_idx").intValue(), one.get("mean").doubleValue()));
        return new HeadSteering(node.get("head").intValue(), features, random);
    }
}
