package org.writesae.experiment.install;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.LogProbabilities;
import org.writesae.experiment.StateAddition;
import org.writesae.experiment.TokenDirection;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.generate.Generator;
import org.writesae.model.generate.Sampler;

/**
 * INSTALL (E6): after each of a few consecutive tokens of a prompt, m ‖k v‖ k̂ w*ᵀ is added to the state of one
 * head, with w* the direction of a target token; then the model continues greedily. Does the target appear?
 */
public final class Install {
    private final HostModel model;
    private final InstallPlan plan;
    private final int[][] prompts;

    /** @param prompts tokens of each prompt, checked by {@link InstallPlan#check} */
    public Install(HostModel model, InstallPlan plan, int[][] prompts) {
        this.model = model;
        this.plan = plan;
        this.prompts = prompts;
    }

    /**
     * What came of it.
     *
     * @param targets the tokens that were to appear
     * @param natives of each prompt {@code generated}, the unedited continuation
     * @param trials  of each prompt its trials
     */
    public record Outcome(List<InstallTarget> targets, List<JsonNode> natives, List<List<Trial>> trials) {
    }

    /**
     * Runs every trial.
     *
     * @param targets tokens that are to appear, or null to choose them
     * @param choice  how to choose them
     */
    public Outcome run(List<InstallTarget> targets, TargetChoice choice, WorkUnits units) {
        List<JsonNode> natives = units.everywhere("prompts", prompts.length, p -> unedited(p, targets == null));
        List<InstallTarget> chosen = targets == null ? choice.choose(prompts, ranks(natives)) : targets;
        if (chosen.isEmpty()) {
            throw new InputException("no token has one of the ranks " + choice.mid() + " or " + choice.rare() + " of "
                    + model.config().vocabulary() + " behind any prompt: give other ranks, or targets");
        }
        List<double[]> directions = directions(chosen);
        List<JsonNode> done = units.run("trials", prompts.length, p -> trials(p, chosen, directions));
        List<List<Trial>> trials = new ArrayList<>();
        done.forEach(node -> {
            List<Trial> some = new ArrayList<>();
            node.forEach(trial -> some.add(Trial.of(trial)));
            trials.add(some);
        });
        return new Outcome(chosen, natives, trials);
    }

    private List<double[]> directions(List<InstallTarget> targets) {
        double[] slice = model.readout(plan.layer()).slice(plan.head());
        return targets.stream().map(target -> TokenDirection.of(model, slice, target.token())).toList();
    }

    /** A continuation and the distribution of its first token. */
    private record Continuation(int[] generated, LogProbabilities first) {
        boolean holds(int token) {
            for (int id : generated) {
                if (id == token) {
                    return true;
                }
            }
            return false;
        }
    }

    private Continuation continued(int p, SortedMap<Integer, StateAddition> additions) {
        List<double[]> first = new ArrayList<>();
        Generator generator = new Generator(model, new Sampler(Sampler.Options.greedy()), edits(additions));
        int[] generated = generator.run(prompts[p], plan.steps(), Set.of(), (id, logits) -> {
            if (first.isEmpty()) {
                first.add(logits.clone());
            }
        });
        return new Continuation(generated, LogProbabilities.of(first.getFirst(), model.config().vocabulary(), model.backend()));
    }

    private Generator.Edits edits(SortedMap<Integer, StateAddition> additions) {
        return new Generator.Edits() {
            @Override
            public boolean after(int position) {
                return additions.containsKey(position);
            }

            @Override
            public void apply(int position, ModelState state) {
                additions.get(position).apply(model, state, plan.layer());
            }
        };
    }

    private JsonNode unedited(int p, boolean withRanks) {
        Continuation continuation = continued(p, new TreeMap<>());
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Trial.put(node.putArray("generated"), continuation.generated());
        if (withRanks) {
            Trial.put(node.putArray("ranks"), continuation.first().ranks(0));
        }
        return node;
    }

    private static int[][] ranks(List<JsonNode> natives) {
        return natives.stream().map(node -> Trial.ints(node.get("ranks"))).toArray(int[][]::new);
    }

    private JsonNode trials(int p, List<InstallTarget> targets, List<double[]> directions) {
        PromptWrites writes = PromptWrites.of(model, prompts[p], plan.layer(), plan.head(), plan.norm());
        Continuation unedited = continued(p, new TreeMap<>());
        ArrayNode trials = JsonNodeFactory.instance.arrayNode();
        for (int back : plan.back()) {
            for (int n = 0; n < targets.size(); n++) {
                for (double m : plan.magnitudes()) {
                    Continuation edited = continued(p, additions(writes, writes.positions(back, plan.edits()), m, directions.get(n)));
                    Trial trial = trial(p, back, targets.get(n), m, unedited, edited);
                    requireFinite(trial);
                    trials.add(trial.json());
                }
            }
        }
        return trials;
    }

    private SortedMap<Integer, StateAddition> additions(PromptWrites writes, List<Integer> positions, double m, double[] direction) {
        int dk = model.config().dk();
        SortedMap<Integer, StateAddition> additions = new TreeMap<>();
        for (int t : positions) {
            double[] key = Arrays.copyOfRange(writes.keys(), t * dk, (t + 1) * dk);
            additions.put(t, StateAddition.scaled(model, new int[] {plan.head()}, new double[] {m * writes.sizes()[t]}, key, direction));
        }
        return additions;
    }

    private static Trial trial(int p, int back, InstallTarget target, double m, Continuation unedited, Continuation edited) {
        int token = target.token();
        return new Trial(p, back, target.label(), token, m, edited.holds(token), unedited.holds(token), edited.first().rank(0, token) + 1,
                unedited.first().rank(0, token) + 1, edited.first().at(0, token), unedited.first().at(0, token), edited.generated());
    }

    private void requireFinite(Trial trial) {
        if (!Double.isFinite(trial.logP() + trial.nativeLogP())) {
            throw new InputException(model.name() + ": prompt " + trial.promptId() + ", token " + trial.tokenId() + ", magnitude "
                    + trial.magnitude() + ": log p is " + trial.logP() + " edited, " + trial.nativeLogP()
                    + " unedited; finite numbers were expected");
        }
    }
}
