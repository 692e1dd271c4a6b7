package org.writesae.experiment.ablation;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.perplexity.SplitLosses;

/** Losses of texts with the whole reconstruction and with each of some ablations, a unit of work each text. */
final class AblationLosses {
    private final int tokens;
    private final double[] reconstructed;
    private final double[][] ablated;

    private AblationLosses(int tokens, int texts, int ablations) {
        this.tokens = tokens;
        this.reconstructed = new double[texts];
        this.ablated = new double[ablations][texts];
    }

    /** @param sequences of one length */
    static AblationLosses of(AblatedText text, int[][] sequences, List<Ablation> ablations, WorkUnits units) {
        TreeSet<Integer> union = new TreeSet<>();
        ablations.forEach(ablation -> union.addAll(ablation.texts()));
        List<Integer> needed = List.copyOf(union);
        List<JsonNode> done = units.run("texts", needed.size(), n -> unit(text, sequences, ablations, needed.get(n)));
        AblationLosses losses = new AblationLosses(sequences[0].length - text.cell().split() - 1, sequences.length, ablations.size());
        for (int n = 0; n < needed.size(); n++) {
            losses.take(needed.get(n), ablations, done.get(n));
        }
        return losses;
    }

    private static ObjectNode unit(AblatedText text, int[][] sequences, List<Ablation> ablations, int s) {
        List<List<Integer>> sets = ablations.stream().filter(ablation -> ablation.texts().contains(s)).map(Ablation::features).toList();
        AblatedText.Losses losses = text.losses(sequences[s], s, sets, RandomDirections.NONE);
        ObjectNode unit = JsonNodeFactory.instance.objectNode().put("reconstructed", losses.reconstructed());
        ArrayNode each = unit.putArray("ablated");
        Arrays.stream(losses.ablated()).forEach(each::add);
        return unit;
    }

    private void take(int s, List<Ablation> ablations, JsonNode unit) {
        reconstructed[s] = unit.get("reconstructed").doubleValue();
        int n = 0;
        for (int i = 0; i < ablated.length; i++) {
            if (ablations.get(i).texts().contains(s)) {
                ablated[i][s] = unit.get("ablated").get(n++).doubleValue();
            }
        }
    }

    /** Of texts that some ablation has. */
    SplitLosses.Total reconstructed(int[] texts) {
        return total(reconstructed, texts);
    }

    /** Of texts that this ablation has. */
    SplitLosses.Total ablated(int ablation, int[] texts) {
        return total(ablated[ablation], texts);
    }

    private SplitLosses.Total total(double[] losses, int[] texts) {
        return SplitLosses.Total.of(Arrays.stream(texts).mapToDouble(s -> losses[s]).toArray(), tokens);
    }

    /** How much more an ablation costs on the texts with most of a property than on those with least. */
    Selectivity selectivity(int ablation, PropertyTexts texts) {
        return new Selectivity(ablated(ablation, texts.high()).loss() - reconstructed(texts.high()).loss(),
                ablated(ablation, texts.low()).loss() - reconstructed(texts.low()).loss());
    }

    /**
     * Changes of the loss, nats per token.
     *
     * @param high on the texts with most of the property
     * @param low  on those with least
     */
    record Selectivity(double high, double low) {
        double difference() {
            return high - low;
        }

        ObjectNode json(ObjectNode json) {
            return json.put("delta_loss_high", high).put("delta_loss_low", low).put("selectivity", difference());
        }
    }
}
