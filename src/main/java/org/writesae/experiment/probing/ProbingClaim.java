package org.writesae.experiment.probing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellStates;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Tensor;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.TrainingDraws;
import org.writesae.sae.WriteSae;

/** The claim {@code probing}: a dictionary's features and the texts of its states, on all states and on the held-out ones. */
public final class ProbingClaim {
    /** The claim. */
    public static final String ID = "probing";
    /** The part that training did not see. */
    public static final String HELD_OUT = "held_out";
    /** Upstream's seed of the split, whatever the autoencoder's was. */
    private static final int SEED = 42;
    /** With fewer, a fold of the forests may have no state of a class. */
    private static final int FEWEST = 50;

    private final CellStates states;
    private final SaeCheckpoint checkpoint;
    private final List<String> texts;
    private final ProbeSettings settings;

    /**
     * @param states [n, d_k, d_v]
     * @param texts  the text of each; if there are fewer of one than of the other, the rest is left out
     * @throws InputException if there are too few, or the dictionary is for other states
     */
    public ProbingClaim(Tensor states, SaeCheckpoint checkpoint, List<String> texts, ProbeSettings settings) {
        this.states = new CellStates(states);
        this.checkpoint = this.states.shaped(checkpoint);
        this.texts = texts;
        this.settings = settings;
        if (count() < FEWEST) {
            throw new InputException(states.where() + ": " + this.states.count() + " states and " + texts.size()
                    + " texts, at least " + FEWEST
                    + " of both are needed");
        }
    }

    /** Reads texts as upstream's and our extraction write them: a JSON array, a text for each state. */
    public static List<String> texts(Path file) {
        JsonNode array = JsonFiles.read(file);
        if (!array.isArray()) {
            throw new InputException(file + ": a JSON array of texts was expected");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : array) {
            if (!text.isTextual()) {
                throw InputException.at(file, "[" + texts.size() + "]", "a text was expected, this is " + text.getNodeType());
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private int count() {
        return Math.min(states.count(), texts.size());
    }

    /** Runs both parts; {@code described} is the result's {@code config}. */
    public ClaimOutput run(WorkUnits units, Backend backend, ObjectNode described) {
        double[][] properties = texts.stream().limit(count()).map(TextProperties::of).toArray(double[][]::new);
        WriteSae sae = new WriteSae(checkpoint, backend);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", described);
        ObjectNode summary = result.putObject("summary");
        Probe all = probe(sae, IntStream.range(0, count()).toArray(), properties);
        int[] validation = new TrainingDraws(SEED, count()).validation();
        Probe heldOut = validation.length < FEWEST ? null : probe(sae, validation, properties);
        int more = heldOut == null ? 0 : heldOut.count();
        // One list of both parts, so that a shard has its share of both.
        List<JsonNode> found = units.run("feature", all.count() + more,
                n -> n < all.count() ? all.feature(n) : heldOut.feature(n - all.count()));
        ObjectNode ofAll = all.json(found.subList(0, all.count()));
        summarise(summary, ofAll);
        result.setAll(ofAll);
        if (heldOut != null) {
            ObjectNode rest = heldOut.json(found.subList(all.count(), found.size()));
            summarise(summary.putObject(HELD_OUT), rest);
            result.set(HELD_OUT, rest);
        }
        return ClaimOutput.of(result);
    }

    private Probe probe(WriteSae sae, int[] rows, double[][] properties) {
        return new Probe(ProbeSample.of(sae, states, rows, properties), settings);
    }

    private static void summarise(ObjectNode summary, ObjectNode part) {
        summary.set("n_samples", part.at("/probe/n_samples"));
        part.get("union").properties().stream().filter(field -> field.getValue().isNumber())
                .forEach(field -> summary.set(field.getKey(), field.getValue()));
        JsonNode strongest = null;
        for (JsonNode feature : part.at("/probe/features")) {
            if (strongest == null || Math.abs(feature.get("best_rho").doubleValue()) > Math.abs(strongest.get("best_rho").doubleValue())) {
                strongest = feature;
            }
        }
        if (strongest != null) {
            summary.set("best_feature", strongest.get("feature_idx"));
            summary.set("best_property", strongest.get("best_property"));
            summary.set("best_rho", strongest.get("best_rho"));
        }
    }
}
