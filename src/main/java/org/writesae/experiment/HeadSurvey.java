package org.writesae.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Quantile;
import org.writesae.stats.Sample;

/**
 * The replacement test on every head of a layer (E8): the rate of each head, and where one of them stands among
 * all. The spread is the population standard deviation, as the printed numbers have it (check C25).
 */
public final class HeadSurvey {
    /** The claim's id. */
    public static final String ID = "all_16_heads_L9_representativeness";
    private static final double[] LEVELS = {0.85, 0.88};

    private HeadSurvey() {
    }

    /**
     * The claim's result: a summary, a row for each head, and the result of each head in a file of its own.
     *
     * @param heads     results, one for each head, by head
     * @param reference the head that is compared with all
     */
    public static ClaimOutput of(List<SubstitutionResult> heads, int reference, ObjectNode config) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", summary(heads, reference));
        ArrayNode rows = result.putArray("heads");
        Map<String, String> files = new LinkedHashMap<>();
        for (SubstitutionResult head : heads) {
            String name = "L" + head.config().layer() + "_H" + head.config().head() + ".json";
            ObjectNode row = rows.addObject().put("head", head.config().head()).put("sae_checkpoint", head.config().saeCheckpoint())
                    .put("file", name);
            row.setAll(SubstitutionResultWriter.summary(head.summary()));
            files.put(name, head.toJson());
        }
        return new ClaimOutput(result, files);
    }

    private static ObjectNode summary(List<SubstitutionResult> heads, int reference) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        List<SubstitutionResult> firing = heads.stream().filter(head -> !head.summary().isEmpty()).toList();
        json.put("n_heads_tested", heads.size()).put("n_heads", firing.size())
                .put("n_firings", firing.stream().mapToInt(head -> head.summary().nFirings()).sum());
        ArrayNode silent = json.putArray("heads_without_firings");
        heads.stream().filter(head -> head.summary().isEmpty()).forEach(head -> silent.add(head.config().head()));
        if (firing.isEmpty()) {
            return json;
        }
        double[] rates = firing.stream().mapToDouble(head -> head.summary().winRate()).toArray();
        Sample sample = Sample.of(rates);
        json.put("mean_rate", sample.mean()).put("sd_rate", sample.populationSd()).put("min_rate", Quantile.linear(rates, 0))
                .put("max_rate", Quantile.linear(rates, 1));
        for (double level : LEVELS) {
            json.put("n_above_" + Math.round(100 * level), firing.stream().filter(head -> head.summary().winRate() > level).count());
        }
        json.put("reference_head", reference);
        firing.stream().filter(head -> head.config().head() == reference).findFirst().ifPresent(head -> {
            json.put("reference_rate", head.summary().winRate());
            if (sample.populationSd() > 0) {
                json.put("z", (head.summary().winRate() - sample.mean()) / sample.populationSd());
            }
        });
        return json;
    }
}
