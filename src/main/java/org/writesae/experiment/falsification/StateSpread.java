package org.writesae.experiment.falsification;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.experiment.spectral.StateSpectrum;
import org.writesae.model.HostModel;
import org.writesae.stats.Quantile;

/**
 * Part e: how near the states at firings are to rank 1: σ₁² / ‖S‖_F², and its inverse, the stable rank. Over which states
 * the paper takes them is not said.
 */
public final class StateSpread {
    private StateSpread() {
    }

    /** Adds mean and median over the firings' states to {@code summary}. */
    public static void add(ObjectNode summary, HostModel model, List<SubstitutionRecord> firings, int[][] passages, WorkUnits units) {
        Map<Integer, List<SubstitutionRecord>> by = firings.stream()
                .collect(Collectors.groupingBy(SubstitutionRecord::promptId, TreeMap::new, Collectors.toList()));
        List<Integer> prompts = List.copyOf(by.keySet());
        double[] shares = units.run("spectra", prompts.size(), n -> shares(model, passages[prompts.get(n)], by.get(prompts.get(n))))
                .stream().flatMap(unit -> StreamSupport.stream(unit.spliterator(), false))
                .mapToDouble(JsonNode::doubleValue).toArray();
        if (shares.length > 0) {
            double[] ranks = Arrays.stream(shares).map(share -> 1 / share).toArray();
            summary.put("n_states", shares.length).put("mean_state_top1_variance", Arrays.stream(shares).sum() / shares.length)
                    .put("median_state_top1_variance", Quantile.median(shares))
                    .put("mean_state_stable_rank", Arrays.stream(ranks).sum() / ranks.length)
                    .put("median_state_stable_rank", Quantile.median(ranks));
        }
    }

    private static ArrayNode shares(HostModel model, int[] ids, List<SubstitutionRecord> firings) {
        int rows = model.config().dk();
        int columns = model.config().dv();
        SubstitutionRecord first = firings.getFirst();
        float[] states = CellTrace.of(model, ids, first.layer(), first.head(), WriteReading.RAW).states();
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (SubstitutionRecord firing : firings) {
            double[] state = new double[rows * columns];
            int from = firing.firingPosition() * state.length;
            Arrays.setAll(state, i -> states[from + i]);
            json.add(StateSpectrum.of(state, rows, columns).energy());
        }
        return json;
    }
}
