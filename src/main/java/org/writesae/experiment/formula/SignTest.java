package org.writesae.experiment.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Extent;
import org.writesae.experiment.Interventions;
import org.writesae.experiment.StateChange;
import org.writesae.experiment.TokenDirection;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.experiment.install.PromptWrites;
import org.writesae.kernels.Wide;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.stats.Vectors;

/**
 * Experiment E5: a token's direction w* = N(W_Oᵀ W_U[T]) is written at one position, and the formula has to say which way T's logit
 * goes at the next token. With the plain formula that is the sign of the read, since w* is worth ‖W_Oᵀ W_U[T]‖ to T.
 */
public final class SignTest {
    private final HostModel model;
    private final ModelConfig c;
    private final SignPlan plan;
    private final double[] slice;

    public SignTest(HostModel model, SignPlan plan) {
        this.model = model;
        this.c = model.config();
        this.plan = plan;
        this.slice = model.readout(plan.layer()).slice(plan.head());
    }

    /** Runs every passage that has triples; the result lacks its {@code config}. */
    public ClaimOutput run(int[][] passages, WorkUnits units) {
        List<JsonNode> done = units.run("passages", passages.length, n -> {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            ArrayNode array = node.putArray("trials");
            trials(n, passages[n]).forEach(trial -> array.add(trial.json()));
            return node;
        });
        List<SignTrial> trials = new ArrayList<>();
        done.forEach(node -> node.get("trials").forEach(trial -> trials.add(SignTrial.of(trial))));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("summary", SignSummary.json(trials));
        StringBuilder records = new StringBuilder();
        ArrayNode points = result.putArray("points");
        for (SignTrial trial : trials) {
            records.append(trial.json()).append('\n');
            points.addArray().add(trial.predictions().get("plain_exact")).add(trial.measured());
        }
        return new ClaimOutput(result, Map.of("records.jsonl", records.toString()));
    }

    /** The trials of one passage, in the order of its triples. */
    List<SignTrial> trials(int passage, int[] ids) {
        List<SignPlan.Triple> own = plan.triples().stream().filter(triple -> triple.passage() == passage).toList();
        if (own.isEmpty()) {
            return List.of();
        }
        CellTrace trace = CellTrace.of(model, ids, plan.layer(), plan.head(), WriteReading.RAW);
        LogitFormula formula = new LogitFormula(model, trace, plan.layer(), plan.head());
        PromptWrites writes = PromptWrites.of(model, trace, plan.head(), plan.norm());
        List<StateChange> changes = new ArrayList<>();
        for (SignPlan.Triple triple : own) {
            changes.add(new StateChange(triple.position(), left(triple.position(), writes, formula),
                    TokenDirection.of(model, slice, triple.token())));
        }
        SignTrial[] trials = new SignTrial[own.size()];
        new Interventions(model, plan.layer(), plan.head()).run(trace, changes, Extent.NEXT, batch -> {
            for (int n = 0; n < batch.changes().size(); n++) {
                int at = batch.first() + n;
                trials[at] = trial(own.get(at), batch, n, formula, plan.magnitude() * writes.norms()[own.get(at).position()]);
            }
        });
        return Arrays.asList(trials);
    }

    /** [d_k]: the edit's key side with its size. */
    private double[] left(int t, PromptWrites writes, LogitFormula formula) {
        boolean write = plan.key() == KeyFactor.WRITE;
        double[] key = write ? Arrays.copyOfRange(writes.keys(), t * c.dk(), (t + 1) * c.dk()) : formula.query(t + 1);
        double size = plan.magnitude() * (write ? writes.sizes()[t] : writes.norms()[t] / Vectors.length(key));
        double[] left = new double[key.length];
        Arrays.setAll(left, n -> Wide.wide(size * key[n]));
        return left;
    }

    private SignTrial trial(SignPlan.Triple triple, Interventions.Batch batch, int n, LogitFormula formula, double norm) {
        StateChange change = batch.changes().get(n);
        Pass pass = batch.pass();
        int own = batch.nativeRow(n, 0);
        double[] normed = pass.normed(new int[] {own, batch.row(n, 0)});
        double[] unembedding = model.unembedding(triple.token());
        LogitFormula.Reads reads = formula.reads(change.left(), triple.position(), own);
        return new SignTrial(triple.passage(), triple.position(), triple.token(), norm, reads.decayed(), reads.exact(),
                Vectors.dot(unembedding, formula.plain(change.right())),
                Vectors.dot(unembedding, formula.refined(change.right(), own, pass.residual(own))),
                Vectors.dot(unembedding, 0, normed, c.hidden(), c.hidden()) - Vectors.dot(unembedding, 0, normed, 0, c.hidden()));
    }
}
