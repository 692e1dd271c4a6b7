package org.writesae.experiment.alignment;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;

/**
 * Alignment of atoms and writes, the predecessor's experiment (E20; upstream
 * {@code memory_alignment.compute_alignment}): the state after every token is encoded; at every firing of a feature the
 * cosines of its key and value factor with those of the delta write at that token are taken.
 */
public final class MemoryAlignment {
    private final HostModel model;
    private final WriteSae sae;
    private final int layer;
    private final int head;
    private final Replay replay;
    private final FactorCosines keys;
    private final FactorCosines values;

    /**
     * @param sae a dictionary of this cell whose atoms have factors, key factors first
     * @throws org.writesae.io.InputException if the replay does not exist for this model
     */
    public MemoryAlignment(HostModel model, WriteSae sae, int layer, int head, Replay replay) {
        AlignedWrites.require(model.name(), model.config(), replay);
        this.model = model;
        this.sae = sae;
        this.layer = layer;
        this.head = head;
        this.replay = replay;
        this.keys = FactorCosines.ofKeys(sae, model.backend());
        this.values = FactorCosines.ofValues(sae, model.backend());
    }

    int features() {
        return sae.config().features();
    }

    int dk() {
        return sae.config().dk();
    }

    int dv() {
        return sae.config().dv();
    }

    /**
     * The firings of one sequence, one array for each quantity, and how the replay's last state compares with the model's.
     *
     * @param ids at least one token
     */
    public ObjectNode sequence(int[] ids) {
        AlignedWrites cell = AlignedWrites.of(model, ids, layer, head, replay);
        float[] a = sae.encode(cell.states(), ids.length);
        double[] key = keys.with(cell.keys());
        double[] value = values.with(cell.values());
        ObjectNode unit = JsonNodeFactory.instance.objectNode().put("tokens", ids.length)
                .put("verification_cos_sim", cell.cosine()).put("verification_rel_error", cell.error());
        ArrayNode features = unit.putArray("features");
        ArrayNode activations = unit.putArray("activations");
        ArrayNode keyCosines = unit.putArray("key_cosines");
        ArrayNode valueCosines = unit.putArray("value_cosines");
        int width = sae.config().features();
        for (int n = 0; n < a.length; n++) {
            if (a[n] > 0) {
                features.add(n % width);
                activations.add((double) a[n]);
                keyCosines.add(key[n]);
                valueCosines.add(value[n]);
            }
        }
        return unit;
    }

    /**
     * The firings of every feature.
     *
     * @param units    what {@link #sequence} gave, in order
     * @param features features of the dictionary
     */
    public static List<FeatureFirings> byFeature(List<? extends JsonNode> units, int features) {
        List<List<FeatureFirings.Firing>> all = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            all.add(new ArrayList<>());
        }
        for (JsonNode unit : units) {
            for (int n = 0; n < unit.get("features").size(); n++) {
                all.get(unit.get("features").get(n).intValue()).add(new FeatureFirings.Firing(unit.get("activations").get(n).doubleValue(),
                        unit.get("key_cosines").get(n).doubleValue(), unit.get("value_cosines").get(n).doubleValue()));
            }
        }
        List<FeatureFirings> found = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            found.add(new FeatureFirings(i, all.get(i)));
        }
        return found;
    }
}
