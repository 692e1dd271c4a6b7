package org.writesae.experiment.memory;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.FiringFinder;
import org.writesae.experiment.FiringSelection;
import org.writesae.sae.WriteSae;

/**
 * Where one atom fires in a passage, among the tokens that have another after them.
 *
 * @param places the firings
 * @param silent positions where its coefficient is zero
 */
record FeatureFirings(List<Place> places, List<Integer> silent) {

    /**
     * A token of a passage.
     *
     * @param passage     index of the passage
     * @param position    the token
     * @param coefficient of the atom there, 0 where it is silent
     */
    record Place(int passage, int position, double coefficient) {
    }

    /** The firings in a passage, and the positions that have none. */
    static FeatureFirings of(int passage, CellTrace trace, WriteSae sae, int feature, FiringSelection select) {
        int last = trace.pass().rows() - 1;
        int width = sae.config().features();
        float[] a = sae.encode(trace.states(), last);
        List<Place> places = new ArrayList<>();
        List<Integer> silent = new ArrayList<>();
        for (int t = 0; t < last; t++) {
            float own = a[t * width + feature];
            if (own <= 0) {
                silent.add(t);
            } else if (select == FiringSelection.ANY || feature == FiringFinder.largest(a, t * width, width)) {
                places.add(new Place(passage, t, own));
            }
        }
        return new FeatureFirings(places, silent);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode firing = json.putArray("firings");
        places.forEach(place -> firing.addObject().put("position", place.position).put("coefficient", place.coefficient));
        ArrayNode none = json.putArray("silent");
        silent.forEach(none::add);
        return json;
    }

    /** Those of passages, from 0 on. */
    static List<FeatureFirings> all(List<JsonNode> passages) {
        List<FeatureFirings> all = new ArrayList<>();
        passages.forEach(one -> all.add(of(all.size(), one)));
        return all;
    }

    private static FeatureFirings of(int passage, JsonNode json) {
        List<Place> places = new ArrayList<>();
        json.get("firings").forEach(one -> places.add(
                new Place(passage, one.get("position").intValue(), one.get("coefficient").doubleValue())));
        List<Integer> silent = new ArrayList<>();
        json.get("silent").forEach(t -> silent.add(t.intValue()));
        return new FeatureFirings(places, silent);
    }
}
