package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import org.writesae.experiment.spectral.CellSpectra;
import org.writesae.experiment.spectral.ModelStates;
import org.writesae.experiment.spectral.SpectralClaim;
import org.writesae.experiment.spectral.StoredStates;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;

import static org.writesae.io.InputException.requireAtLeast;

/** Options of the claims about singular values of states, and their run. */
final class SpectralOptions {

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Extracted states: DIR/layer_L/head_H.npy. Or a model:")
    private Path data;

    @Option(names = "--model", paramLabel = "DIR", description = "Model in the Hugging Face layout, whose states are taken after the "
            + "last token of each sequence, and whose writes are looked at too.")
    private Path model;

    @Option(names = "--tokens", paramLabel = "TOKENS", description = "Sequences for --model: an .npy file of integers, [n, T].")
    private String tokens;

    @Option(names = "--layers", paramLabel = "I,...", hideParamSyntax = true, split = ",",
            description = "Layers. Needed with --data-dir; default with --model: all that have a state.")
    private List<Integer> layers;

    @Option(names = "--heads", paramLabel = "H,...", hideParamSyntax = true, split = ",", description = "Heads. Default: 0 with --data-dir "
            + "and in the audit of Mamba-2, else all.")
    private List<Integer> heads;

    @Option(names = "--write-samples", paramLabel = "N", defaultValue = "512", description = "Writes of each cell that are compared with "
            + "each other, from at most 16 sequences, at equal distances; 0 for none. Default: ${DEFAULT-VALUE}.")
    private int writeSamples;

    @Option(names = "--advantages", paramLabel = "FILE", description = "Result of encoder_swap: the spectra are correlated with the rank1 "
            + "advantage over flat of the same cells.")
    private Path advantages;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    /**
     * Runs a claim.
     *
     * @param samples states of each cell at most, 0 for all
     * @param usual   heads by default with a model, null for all
     */
    int run(String id, CommandSpec spec, int samples, List<Integer> usual) {
        claim.check(id);
        if ((data == null) == (model == null)) {
            throw new InputException("give either --data-dir or --model with --tokens");
        }
        requireAtLeast(0, "--n-samples", samples);
        requireAtLeast(0, "--write-samples", writeSamples);
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("claim", id).put("n_samples", samples).put("layer", "each");
        return data != null ? stored(id, spec, samples, facts) : running(id, spec, samples, usual, facts);
    }

    private int stored(String id, CommandSpec spec, int samples, ObjectNode facts) {
        if (layers == null) {
            throw new InputException("--layers: needed with --data-dir");
        }
        List<Integer> of = heads == null ? List.of(0) : heads;
        facts.put("head", head(of)).put("states", data.toString()).put("model", StatesFolder.model(data))
                .put("layers", layers.toString()).put("heads", of.toString());
        StoredStates states = new StoredStates(data, layers, of, samples);
        return claim.publish(id, spec, facts, device.workers(), units -> new SpectralClaim(states, known()).run(units, facts),
                SpectralText::print);
    }

    private static String head(List<Integer> heads) {
        return heads.size() == 1 ? heads.getFirst().toString() : "each";
    }

    private int running(String id, CommandSpec spec, int samples, List<Integer> usual, ObjectNode facts) {
        if (tokens == null) {
            throw new InputException("--tokens: needed with --model");
        }
        ModelConfig config = Families.config(model);
        Sequences sequences = Sequences.read(tokens).limited(samples == 0 ? null : samples, null).withoutEmpty();
        sequences.requireTokens(config);
        if (sequences.ids().length == 0) {
            throw new InputException(sequences.name() + ": no tokens");
        }
        List<Integer> of = heads != null ? heads : usual != null ? usual : IntStream.range(0, config.heads()).boxed().toList();
        List<Integer> at = layers == null ? config.stateLayers() : layers.stream().sorted().toList();
        facts.put("head", head(of)).put("model", model.toString()).put("tokens", sequences.name()).put("n_seqs", sequences.ids().length)
                .put("layers", at.toString()).put("heads", of.toString()).put("write_samples", writeSamples);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend())) {
            ModelStates states = new ModelStates(loaded, sequences.ids(), at, of, writeSamples);
            return claim.publish(id, spec, facts, shared.workers(), units -> new SpectralClaim(states, known()).run(units, facts),
                    SpectralText::print);
        }
    }

    /** The rank1 advantage over flat of each cell, from the per-head means of encoder_swap. */
    private Map<String, Double> known() {
        Map<String, Double> known = new HashMap<>();
        if (advantages == null) {
            return known;
        }
        List<JsonNode> perLayer = new ArrayList<>();
        JsonFiles.read(advantages).path("per_layer").forEach(perLayer::add);
        for (JsonNode layer : perLayer) {
            JsonNode flat = layer.at("/mse_by_type/flat/per_head_mean_mse");
            JsonNode rank1 = layer.at("/mse_by_type/rank1/per_head_mean_mse");
            flat.fieldNames().forEachRemaining(head -> {
                double baseline = flat.get(head).doubleValue();
                if (rank1.has(head) && head.matches("\\d{1,6}")) {
                    known.put(CellSpectra.key(layer.path("layer").intValue(), Integer.parseInt(head)),
                            100 * (baseline - rank1.get(head).doubleValue()) / baseline);
                }
            });
        }
        if (known.isEmpty()) {
            throw new InputException("--advantages " + advantages + ": no per_layer with mse_by_type of flat and rank1 in it");
        }
        return known;
    }
}
