package org.writesae.reference.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.ModelFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.TensorFile;
import org.writesae.model.ForwardDump;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

/**
 * Runs a model again with one thing wrong, a value of its config, an order of heads or a weight, to see which gives the tensors of
 * another implementation.
 */
final class ModelReruns {
    private static final String CONFIG = "config.json";
    /** The first tokens tell as much as all of them. */
    private static final int TOKENS = 16;

    private final ConformanceCase golden;
    private final List<TensorVerdict> verdicts;
    private final int[] tokens;
    private final int[] positions;

    private ModelReruns(ConformanceCase golden, List<TensorVerdict> verdicts) {
        this.golden = golden;
        this.verdicts = verdicts;
        int[] all = golden.inputs().getFirst().ints();
        this.tokens = Arrays.copyOf(all, Math.min(TOKENS, all.length));
        this.positions = ModelOrder.positions(golden.wantedNames()).filter(position -> position < tokens.length).toArray();
    }

    /** What is wrong with a model that gives the tensors; none for a model that is not there in the Hugging Face layout. */
    static List<Finding> of(ConformanceCase golden, List<TensorVerdict> verdicts) {
        if (golden.model() == null || !Files.isRegularFile(golden.model().resolve(CONFIG))) {
            return List.of();
        }
        ModelReruns reruns = new ModelReruns(golden, verdicts);
        try {
            Path folder = Files.createTempDirectory("writesae-conform");
            try {
                return reruns.find(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<Finding> find(Path folder) throws IOException {
        List<Finding> found = new ArrayList<>();
        try (JvmBackend backend = new JvmBackend(1); TensorFile weights = ModelFiles.open(golden.model())) {
            for (AlteredModel altered : alterations(weights)) {
                Closeness closeness = closeness(folder, weights, altered, backend);
                if (closeness != null && closeness.tells()) {
                    found.add(new Finding(null, Finding.Kind.INPUTS, "what " + golden.subject() + " gives with " + altered.text(),
                            closeness));
                }
            }
        }
        return Finding.best(found);
    }

    private List<AlteredModel> alterations(TensorFile weights) {
        int wrong = wrongLayer();
        ObjectNode config = (ObjectNode) JsonFiles.readWithNonFinite(golden.model().resolve(CONFIG));
        List<AlteredModel> all = new ArrayList<>(AlteredConfigs.of(config));
        all.addAll(AlteredLayouts.of(config, weights));
        all.addAll(AlteredWeights.of(config, weights, lastRightLayer(wrong), wrong));
        return all;
    }

    /** The first layer with a wrong tensor; the largest number if only the logits are wrong. */
    private int wrongLayer() {
        return verdicts.stream().filter(verdict -> !verdict.ok()).mapToInt(verdict -> ModelOrder.layer(verdict.wanted().name()))
                .min().orElse(Integer.MAX_VALUE);
    }

    /** What follows the state in this layer may be wrong, since none of it is given. */
    private int lastRightLayer(int wrong) {
        return verdicts.stream().mapToInt(verdict -> ModelOrder.layer(verdict.wanted().name())).filter(layer -> layer < wrong)
                .max().orElse(0);
    }

    /** Null where such a model cannot be run. */
    private Closeness closeness(Path folder, TensorFile weights, AlteredModel altered, JvmBackend backend) {
        JsonFiles.writeWithNonFinite(folder.resolve(CONFIG), altered.config());
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : weights.names()) {
            writer.put(name, altered.changed().getOrDefault(name, weights.tensor(name)));
        }
        writer.write(folder.resolve("model.safetensors"));
        Path dump = folder.resolve("dump.safetensors");
        try (HostModel model = Families.load(folder, backend)) {
            new ForwardDump(model, EnumSet.allOf(ForwardDump.Part.class), model.config().stateLayers(), positions)
                    .write(tokens, dump, done -> { });
        } catch (InputException unusable) {
            return null;
        }
        Map<String, double[]> outputs = new LinkedHashMap<>();
        try (TensorFile tensors = Safetensors.open(dump)) {
            for (TensorVerdict verdict : verdicts) {
                String name = verdict.wanted().name();
                if (tensors.contains(name)) {
                    outputs.put(name, tensors.tensor(name).doubles());
                }
            }
        }
        return Closeness.of(verdicts, outputs);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
