package org.writesae.experiment.install;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.JsonNumbers;

/** The result of INSTALL: {@code summary} pooled and by class, {@code targets}, {@code pairs}; the trials in a file of their own. */
public final class InstallJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private InstallJson() {
    }

    /**
     * The result with {@code records.jsonl}.
     *
     * @param config what was run
     * @param seed   of the bootstrap
     */
    public static ClaimOutput of(ObjectNode config, InstallPlan plan, Install.Outcome outcome, int seed) {
        List<Trial> trials = outcome.trials().stream().flatMap(List::stream).toList();
        ObjectNode result = JSON.objectNode();
        result.set("config", config);
        result.set("summary", summary(plan, trials, seed));
        ArrayNode targets = result.putArray("targets");
        outcome.targets().forEach(t -> targets.addObject().put("class", t.label()).put("token_id", t.token()));
        ArrayNode natives = result.putArray("natives");
        outcome.natives().forEach(n -> natives.addObject().set("generated", n.get("generated")));
        result.set("pairs", pairs(plan, trials));
        String records = trials.stream().map(trial -> trial.json() + "\n").collect(Collectors.joining());
        return new ClaimOutput(result, Map.of("records.jsonl", records));
    }

    /** The key of a magnitude, without the point that paths into a result are cut at: {@code m1_5}. */
    public static String key(double magnitude) {
        return "m" + JsonNumbers.name(magnitude).replace('.', '_');
    }

    private static ObjectNode summary(InstallPlan plan, List<Trial> trials, int seed) {
        ObjectNode summary = JSON.objectNode();
        summary.set("pooled", byMagnitude(plan, trials, seed));
        ObjectNode classes = summary.putObject("classes");
        trials.stream().collect(Collectors.groupingBy(Trial::label, LinkedHashMap::new, Collectors.toList()))
                .forEach((label, of) -> classes.set(label, byMagnitude(plan, of, seed)));
        return summary;
    }

    private static ObjectNode byMagnitude(InstallPlan plan, List<Trial> trials, int seed) {
        ObjectNode node = JSON.objectNode();
        for (double m : plan.magnitudes()) {
            List<Trial> of = trials.stream().filter(trial -> trial.magnitude() == m).toList();
            node.set(key(m), new InstallRates(of).json(seed));
        }
        return node;
    }

    /** By (prompt, target): in how many places of the edit the target appeared, for each magnitude. */
    private static ArrayNode pairs(InstallPlan plan, List<Trial> trials) {
        ArrayNode pairs = JSON.arrayNode();
        trials.stream().collect(Collectors.groupingBy(t -> List.of(t.promptId(), t.tokenId()), LinkedHashMap::new, Collectors.toList()))
                .values().forEach(of -> pairs.add(pair(plan, of)));
        return pairs;
    }

    private static ObjectNode pair(InstallPlan plan, List<Trial> trials) {
        Trial any = trials.getFirst();
        ObjectNode pair = JSON.objectNode().put("prompt_id", any.promptId()).put("class", any.label()).put("token_id", any.tokenId())
                .put("native_rank", any.nativeRank()).put("native_log_p", any.nativeLogP())
                .put("native_included", any.nativeIncluded()).put("places", plan.back().size());
        ObjectNode included = pair.putObject("included");
        for (double m : plan.magnitudes()) {
            included.put(key(m), trials.stream().filter(t -> t.magnitude() == m && t.included()).count());
        }
        return pair;
    }
}
