package org.writesae.experiment.perplexity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;

/** Texts that go on from approximated states, a unit of work each. */
public final class ReplacedStates {
    private final ModelConfig config;
    private final SplitText text;
    private final Approximations approximations;
    private final List<Replacement> replacements;

    /** @param text runs texts of the same model */
    public ReplacedStates(HostModel model, SplitText text, Approximations approximations, List<Replacement> replacements) {
        this.config = model.config();
        this.text = text;
        this.approximations = approximations;
        this.replacements = List.copyOf(replacements);
    }

    /** What the units of work of all texts say together, {@code tokens} scored in each. */
    public SplitLosses losses(List<JsonNode> units, int tokens) {
        double[] baseline = new double[units.size()];
        double[][] losses = new double[replacements.size()][units.size()];
        double[][] errors = new double[replacements.size()][units.size()];
        for (int s = 0; s < units.size(); s++) {
            baseline[s] = units.get(s).get("baseline").doubleValue();
            for (int n = 0; n < losses.length; n++) {
                losses[n][s] = units.get(s).get("losses").get(n).doubleValue();
                errors[n][s] = units.get(s).get("errors").get(n).doubleValue();
            }
        }
        return new SplitLosses(tokens, baseline, losses, errors);
    }

    /**
     * A unit of work: one text.
     *
     * @param split tokens of the prefix
     * @param s     which text it is, for messages
     * @throws org.writesae.io.InputException if a loss is not finite
     */
    public ObjectNode unit(int[] ids, int split, int s) {
        double[] errors = new double[replacements.size()];
        double[] losses = new double[1 + replacements.size()];
        for (int from = 0; from < replacements.size();) {
            int first = from;
            int end = end(first);
            double[] some = text.losses(ids, split, end - first, states -> replaced(states, first, end, errors));
            losses[0] = some[0];
            System.arraycopy(some, 1, losses, 1 + first, end - first);
            from = end;
        }
        text.requireFinite(losses, s);
        ObjectNode unit = JsonNodeFactory.instance.objectNode().put("baseline", losses[0]);
        ArrayNode each = unit.putArray("losses");
        Arrays.stream(losses).skip(1).forEach(each::add);
        ArrayNode squares = unit.putArray("errors");
        Arrays.stream(errors).forEach(squares::add);
        return unit;
    }

    /** All in one go, but a cache that is reused starts anew with every way, as in upstream's loop. */
    private int end(int first) {
        int end = first + 1;
        while (end < replacements.size() && (text.keys() == KeyCache.FRESH
                || replacements.get(end).way() == replacements.get(first).way())) {
            end++;
        }
        return end;
    }

    /** The states with some of the replacements; notes the mean squared error of each over its heads. */
    private List<float[]> replaced(float[] states, int first, int end, double[] errors) {
        int size = config.dk() * config.dv();
        TreeMap<Integer, float[][]> byHead = new TreeMap<>();
        replacements.subList(first, end).stream().flatMap(replacement -> replacement.heads().stream()).distinct().forEach(head ->
                byHead.put(head, approximations.of(head, Arrays.copyOfRange(states, head * size, (head + 1) * size))));
        List<float[]> all = new ArrayList<>();
        for (int n = first; n < end; n++) {
            Replacement replacement = replacements.get(n);
            float[] changed = states.clone();
            for (int head : replacement.heads()) {
                float[] other = byHead.get(head)[replacement.way()];
                System.arraycopy(other, 0, changed, head * size, size);
                errors[n] += meanSquare(states, head * size, other) / replacement.heads().size();
            }
            all.add(changed);
        }
        return all;
    }

    private static double meanSquare(float[] states, int from, float[] other) {
        double sum = 0;
        for (int n = 0; n < other.length; n++) {
            double difference = (double) other[n] - states[from + n];
            sum += difference * difference;
        }
        return sum / other.length;
    }
}
