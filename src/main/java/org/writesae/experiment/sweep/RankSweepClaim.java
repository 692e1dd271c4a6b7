package org.writesae.experiment.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.sae.SaeType;
import org.writesae.stats.Sample;

/**
 * The claim rank_sweep: bilinear dictionaries with atoms of several ranks (E23; upstream
 * {@code run_9pager_overnight.exp_e9_higher_rank}), by head.
 *
 * @param sweep how to train
 * @param runs  what to train, from {@link #runs}
 */
public record RankSweepClaim(TrainingSweep sweep, List<TrainingRun> runs) {
    /** The claim's id. */
    public static final String ID = "rank_sweep";

    /** Every rank, head and seed of a layer. */
    public static List<TrainingRun> runs(List<Integer> layers, List<Integer> heads, List<Integer> ranks, List<Integer> seeds) {
        List<TrainingRun> runs = new ArrayList<>();
        for (int layer : layers) {
            for (int head : heads) {
                for (int rank : ranks) {
                    seeds.forEach(seed -> runs.add(new TrainingRun("bilinear_r" + rank, SaeType.BILINEAR, rank, false, layer, head, seed)));
                }
            }
        }
        return runs;
    }

    /** Trains and sums up; {@code config} says what is run. */
    public ClaimOutput run(WorkUnits units, ObjectNode config) {
        List<RunOutcome> outcomes = sweep.run(units, runs);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        ObjectNode summary = result.putObject("summary").put("n_runs", outcomes.size());
        ObjectNode layers = summary.putObject("layers");
        ObjectNode files = JsonNodeFactory.instance.objectNode();
        for (int layer : runs.stream().map(TrainingRun::layer).distinct().toList()) {
            List<RunOutcome> of = outcomes.stream().filter(o -> o.run().layer() == layer).toList();
            layers.set("L" + layer, layer(of));
            files.set("L" + layer + ".json", upstream(layer, of));
        }
        ArrayNode all = result.putArray("runs");
        outcomes.forEach(outcome -> all.add(outcome.json()));
        return new ClaimOutput(result, texts(files));
    }

    private static Map<String, String> texts(ObjectNode files) {
        Map<String, String> texts = new TreeMap<>();
        files.properties().forEach(file -> texts.put("e9_higher_rank_" + file.getKey(), JsonFiles.text(file.getValue())));
        return texts;
    }

    /** As exp_e9_higher_rank has it; its keys name no head, so runs of a further head carry theirs. */
    private static ObjectNode upstream(int layer, List<RunOutcome> outcomes) {
        int first = outcomes.getFirst().run().head();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("layer", layer);
        ObjectNode training = json.putObject("training");
        for (RunOutcome o : outcomes) {
            String head = o.run().head() == first ? "" : "_h" + o.run().head();
            training.putObject(o.run().tag() + head + "_s" + o.run().seed()).put("rank", o.run().rank()).put("seed", o.run().seed())
                    .put("best_mse", o.bestMse()).put("n_dead", o.dead());
        }
        return json;
    }

    /** Errors by head and rank as means over seeds, and rank by rank beside the lowest one. */
    private static ObjectNode layer(List<RunOutcome> outcomes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        List<Integer> ranks = outcomes.stream().map(o -> o.run().rank()).distinct().sorted().toList();
        List<Integer> heads = outcomes.stream().map(o -> o.run().head()).distinct().toList();
        ObjectNode perHead = json.putObject("per_head");
        for (int head : heads) {
            ObjectNode one = perHead.putObject(Integer.toString(head));
            for (int rank : ranks) {
                one.put("rank" + rank, mean(outcomes, head, rank));
                if (rank != ranks.getFirst()) {
                    one.put("ratio" + rank, mean(outcomes, head, rank) / mean(outcomes, head, ranks.getFirst()));
                }
            }
        }
        double base = overHeads(outcomes, heads, ranks.getFirst());
        for (int rank : ranks) {
            double mean = overHeads(outcomes, heads, rank);
            json.put("mean_rank" + rank, mean);
            if (rank != ranks.getFirst()) {
                long wins = heads.stream().filter(head -> mean(outcomes, head, rank) < mean(outcomes, head, ranks.getFirst())).count();
                json.put("ratio_of_means_rank" + rank, mean / base).put("reduction_pct_rank" + rank, 100 * (base - mean) / base)
                        .put("heads_won_rank" + rank, wins);
            }
        }
        return json.put("n_heads", heads.size());
    }

    private static double overHeads(List<RunOutcome> outcomes, List<Integer> heads, int rank) {
        return Sample.of(heads.stream().mapToDouble(head -> mean(outcomes, head, rank)).toArray()).mean();
    }

    private static double mean(List<RunOutcome> outcomes, int head, int rank) {
        return Sample.of(outcomes.stream().filter(o -> o.run().head() == head && o.run().rank() == rank).mapToDouble(RunOutcome::bestMse)
                .toArray()).mean();
    }
}
