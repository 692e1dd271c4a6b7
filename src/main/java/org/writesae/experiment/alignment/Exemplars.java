package org.writesae.experiment.alignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.AtomAlignment;
import org.writesae.experiment.CellTrace;
import org.writesae.experiment.FiringFinder;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Partition;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.sae.WriteSae;

/**
 * The table of exemplars (E12): of some atoms, over all of their firings, the mean signed cosine of each factor to that
 * of the native write, the share of positions at which they fire, and the tokens they fire at.
 */
public final class Exemplars {
    /** Registers whose tokens are compared with each other. */
    private static final int TOP = 10;
    private static final int TOP_TOKENS = 5;

    private final HostModel model;
    private final WriteSae sae;
    private final Substitution.Plan plan;
    private final List<Integer> features;
    private final FactorCosines keys;
    private final FactorCosines values;

    /**
     * @param plan     the cell and the readings of write and selection
     * @param features atoms of the table
     */
    public Exemplars(HostModel model, WriteSae sae, Substitution.Plan plan, List<Integer> features) {
        this.model = model;
        this.sae = sae;
        this.plan = plan;
        this.features = List.copyOf(features);
        this.keys = FactorCosines.ofKeys(sae, model.backend());
        this.values = FactorCosines.ofValues(sae, model.backend());
    }

    /** The registers with the largest median cosines, the largest first; of equal ones the lower index. */
    public static List<Integer> topRegisters(Partition partition) {
        return partition.registers().stream().sorted(Comparator.comparingDouble((AtomAlignment atom) -> -atom.medianCosine())
                .thenComparingInt(AtomAlignment::feature)).limit(TOP).map(AtomAlignment::feature).toList();
    }

    /**
     * Runs the sequences.
     *
     * @param sequences token sequences
     * @param positions tokens in all
     * @return {@code atoms}, one object each by name (F174), and how alike the tokens of pairs among {@code compared} are
     */
    public ObjectNode run(WorkUnits units, int[][] sequences, long positions, List<Integer> compared) {
        List<JsonNode> done = units.run("exemplars", sequences.length, n -> sequence(sequences[n]));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ObjectNode atoms = result.putObject("atoms");
        List<Set<Integer>> tokens = new ArrayList<>();
        List<Set<Long>> places = new ArrayList<>();
        for (int feature : features) {
            Map<Integer, Integer> ids = new HashMap<>();
            Set<Long> at = new HashSet<>();
            double key = 0;
            double value = 0;
            for (int s = 0; s < done.size(); s++) {
                JsonNode one = done.get(s).get(Integer.toString(feature));
                key += one.get("key").doubleValue();
                value += one.get("value").doubleValue();
                for (JsonNode t : one.get("positions")) {
                    ids.merge(sequences[s][t.intValue()], 1, Integer::sum);
                    at.add((long) s << 32 | t.intValue());
                }
            }
            int firings = at.size();
            ObjectNode atom = atoms.putObject("F" + feature).put("feature_id", feature).put("n_firings", firings)
                    .put("fire_rate", (double) firings / positions).put("n_tokens", ids.size());
            topTokens(ids, atom.putArray("top_tokens"));
            if (firings > 0) {
                atom.put("mean_cos_v", key / firings).put("mean_cos_w", value / firings);
            }
            if (compared.contains(feature)) {
                tokens.add(ids.keySet());
                places.add(at);
            }
        }
        result.put("n_compared", tokens.size());
        if (tokens.size() > 1) {
            result.put("token_jaccard", jaccard(tokens)).put("position_jaccard", jaccard(places));
        }
        return result;
    }

    /** The tokens an atom fires at most often; of equals the lower id. */
    private static void topTokens(Map<Integer, Integer> counts, ArrayNode into) {
        counts.entrySet().stream().sorted(Comparator.comparingInt((Map.Entry<Integer, Integer> one) -> -one.getValue())
                .thenComparingInt(Map.Entry::getKey)).limit(TOP_TOKENS)
                .forEach(one -> into.addObject().put("token_id", one.getKey()).put("n_firings", one.getValue()));
    }

    private ObjectNode sequence(int[] ids) {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        features.forEach(feature -> found.putObject(Integer.toString(feature)).put("key", 0.0).put("value", 0.0).putArray("positions"));
        if (ids.length == 0) {
            return found;
        }
        ModelConfig c = model.config();
        CellTrace trace = CellTrace.of(model, ids, plan.layer(), plan.head(), plan.readings().write());
        float[] a = sae.encode(trace.states(), ids.length);
        double[] key = keys.with(trace.writes().term(trace.writes().keys(), 0, c.dk()));
        double[] value = values.with(trace.writes().term(trace.writes().values(), 0, c.dv()));
        int width = sae.config().features();
        for (int t = 0; t < ids.length; t++) {
            int largest = FiringFinder.largest(a, t * width, width);
            for (int feature : features) {
                int n = t * width + feature;
                if (a[n] > 0 && (plan.readings().select() == FiringSelection.ANY || feature == largest)) {
                    ObjectNode one = (ObjectNode) found.get(Integer.toString(feature));
                    one.put("key", one.get("key").doubleValue() + key[n]).put("value", one.get("value").doubleValue() + value[n]);
                    ((ArrayNode) one.get("positions")).add(t);
                }
            }
        }
        return found;
    }

    /** Mean over pairs of |A ∩ B| / |A ∪ B|. */
    private static <T> double jaccard(List<Set<T>> sets) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < sets.size(); i++) {
            for (int j = i + 1; j < sets.size(); j++) {
                Set<T> both = new HashSet<>(sets.get(i));
                both.retainAll(sets.get(j));
                int either = sets.get(i).size() + sets.get(j).size() - both.size();
                sum += either == 0 ? 0 : (double) both.size() / either;
                pairs++;
            }
        }
        return sum / pairs;
    }
}
