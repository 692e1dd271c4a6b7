package org.writesae.experiment.perplexity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.TaggedDictionaries;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.runtime.Backend;

/** The claim {@code downstream_ppl}: some of the questions of {@link ReplacementKind} about one layer. */
public final class DownstreamPerplexity {
    private final HostModel model;
    private final ModelConfig config;
    private final TaggedDictionaries dictionaries;
    private final Plan plan;

    /**
     * What is asked.
     *
     * @param kinds       questions, at least one
     * @param texts       most texts of each question, or null for as many as upstream's scripts take
     * @param layer       a layer with a state
     * @param split       tokens of the prefix
     * @param convolution at the start of the suffix
     * @param keys        for the question one-by-one; the others have fresh ones
     * @param ranks       of svd
     * @param counts      numbers of heads of the curve
     * @param subsets     of each number
     * @param seed        of the subsets
     */
    public record Plan(List<ReplacementKind> kinds, Integer texts, int layer, int split, Convolution convolution, KeyCache keys,
            List<Integer> ranks, List<Integer> counts, int subsets, int seed) {

        /** Texts of a question, of so many that there are. */
        int texts(ReplacementKind kind, int all) {
            return Math.min(all, texts == null ? kind.texts() : texts);
        }
    }

    /** One text of one question. */
    private record Unit(int study, int text) {
    }

    /** @param dictionaries of the layer; may be empty where only singular vectors are asked for */
    public DownstreamPerplexity(HostModel model, TaggedDictionaries dictionaries, Plan plan) {
        this.model = model;
        this.config = model.config();
        this.dictionaries = dictionaries;
        this.plan = plan;
    }

    /**
     * Runs every question: each a part of the result, and a file of its own in upstream's schema.
     *
     * @param described what was asked, as the result's {@code config} says it
     * @param sequences of one length, longer than the prefix by at least two
     */
    public ClaimOutput run(WorkUnits units, int[][] sequences, ObjectNode described) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", described);
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        Map<String, String> files = new LinkedHashMap<>();
        List<PerplexityStudy> studies = plan.kinds().stream().map(this::study).toList();
        List<ReplacedStates> states = new ArrayList<>();
        for (int n = 0; n < studies.size(); n++) {
            states.add(states(plan.kinds().get(n), studies.get(n)));
        }
        List<Unit> asked = new ArrayList<>();
        for (int n = 0; n < studies.size(); n++) {
            for (int text = 0; text < plan.texts(plan.kinds().get(n), sequences.length); text++) {
                asked.add(new Unit(n, text));
            }
        }
        List<JsonNode> done = units.run("texts", asked.size(), n -> {
            int text = asked.get(n).text();
            return states.get(asked.get(n).study()).unit(sequences[text], plan.split(), text);
        });
        int first = 0;
        for (int n = 0; n < studies.size(); n++) {
            ReplacementKind kind = plan.kinds().get(n);
            int end = first + plan.texts(kind, sequences.length);
            SplitLosses losses = states.get(n).losses(done.subList(first, end), sequences[0].length - plan.split() - 1);
            ObjectNode part = result.putObject(kind.key());
            report(studies.get(n), losses, sequences[0].length, part, summary.putObject(kind.key()));
            files.put(kind.key() + ".json", JsonFiles.text(part));
            first = end;
        }
        result.set("summary", summary);
        return new ClaimOutput(result, files);
    }

    private ReplacedStates states(ReplacementKind kind, PerplexityStudy study) {
        SplitText text = new SplitText(model, plan.layer(), plan.convolution(),
                kind == ReplacementKind.ONE_BY_ONE ? plan.keys() : KeyCache.FRESH);
        return new ReplacedStates(model, text, approximations(kind), study.replacements());
    }

    private void report(PerplexityStudy study, SplitLosses losses, int length, ObjectNode part, ObjectNode summary) {
        part.put("layer", plan.layer()).put("seq_len", length).put("split_pos", plan.split())
                .put("n_sequences", losses.baseline().length);
        ArrayNode layers = part.putArray("gdn_layers");
        config.stateLayers().forEach(layers::add);
        SplitLosses.Total baseline = losses.ofBaseline();
        part.putObject("baseline").put("loss", baseline.loss()).put("perplexity", baseline.perplexity())
                .put("n_tokens", baseline.tokens());
        summary.put("baseline_perplexity", baseline.perplexity());
        study.report(losses, part, summary);
    }

    private PerplexityStudy study(ReplacementKind kind) {
        int heads = config.heads();
        return switch (kind) {
            case HEAD -> new WholeReplacement(dictionaries, WholeReplacement.Extent.HEAD, heads);
            case SHARED -> new WholeReplacement(dictionaries, WholeReplacement.Extent.SHARED, heads);
            case MATCHED -> new WholeReplacement(dictionaries, WholeReplacement.Extent.MATCHED, heads);
            case ONE_BY_ONE -> new OneByOne(dictionaries);
            case CURVE -> new HeadCurve(dictionaries, plan.counts(), plan.subsets(), plan.seed());
            case SVD -> new SingularRanks(plan.ranks(), heads);
        };
    }

    private Approximations approximations(ReplacementKind kind) {
        Backend backend = model.backend();
        return switch (kind) {
            case SVD -> new SingularApproximations(plan.ranks(), config.heads(), config.dk(), config.dv());
            case SHARED -> new DictionaryApproximations(dictionaries.shared(backend, config.heads()));
            default -> new DictionaryApproximations(dictionaries.matched(backend));
        };
    }
}
