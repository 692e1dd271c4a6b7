package org.writesae.experiment.formula;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.WriteSae;

/** Experiment E3: the logit formula beside measured changes, for any family (claim closed_form_R2_per_layer; E9a elsewhere). */
public final class ClosedForm {
    private final HostModel model;
    private final WriteSae sae;
    private final FormulaPlan plan;

    /**
     * @throws InputException if the dictionary has no rank-1 atoms
     */
    public ClosedForm(HostModel model, WriteSae sae, FormulaPlan plan) {
        requireAtoms(sae.config());
        this.model = model;
        this.sae = sae;
        this.plan = plan;
    }

    /**
     * Checks that the atoms of a dictionary are v wᵀ.
     *
     * @throws InputException otherwise
     */
    public static void requireAtoms(SaeConfig config) {
        if (!config.type().hasFactors() || config.rank() != 1) {
            throw new InputException("--sae-checkpoint: the formula is about atoms v wᵀ, these are "
                    + (config.type().hasFactors() ? "of rank " + config.rank() : "whole matrices"));
        }
    }

    /**
     * The atoms that fire most often in some passages, most first; of equal ones the lower index.
     *
     * @param passages tokens of the passages
     * @param count    how many at most
     * @param progress told how many passages are done
     */
    public static List<Integer> mostFiring(HostModel model, WriteSae sae, int layer, int head, int[][] passages, int count,
            IntConsumer progress) {
        int features = sae.config().features();
        int[] fired = new int[features];
        for (int s = 0; s < passages.length; s++) {
            int length = passages[s].length;
            if (length > 0) {
                float[] a = sae.encode(CellTrace.of(model, passages[s], layer, head, WriteReading.RAW).states(), length);
                for (int n = 0; n < a.length; n++) {
                    fired[n % features] += a[n] > 0 ? 1 : 0;
                }
            }
            progress.accept(s + 1);
        }
        return IntStream.range(0, features).filter(i -> fired[i] > 0).boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -fired[i]).thenComparing(i -> i)).limit(count).toList();
    }

    /** Runs every passage; the result lacks its {@code config}. */
    public ClaimOutput run(int[][] passages, WorkUnits units) {
        FormulaPassage passage = new FormulaPassage(model, sae, plan);
        List<JsonNode> done = units.run("passages", passages.length, n -> {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            ArrayNode points = node.putArray("points");
            passage.points(n, passages[n]).forEach(point -> points.add(point.json()));
            return node;
        });
        List<FormulaPoint> points = new ArrayList<>();
        done.forEach(node -> node.get("points").forEach(point -> points.add(FormulaPoint.of(point))));
        FormulaSummary summary = new FormulaSummary(plan, points);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("summary", summary.json());
        result.set("figure", summary.figure());
        return new ClaimOutput(result, Map.of("records.jsonl", summary.records()));
    }
}
