package org.writesae.model.extract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.DType;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.model.ModelConfig;

/**
 * The folder of an extraction: {@code corpus.npy}, {@code layer_I/head_H.npy}, {@code texts.json},
 * {@code metadata.json} and {@code progress.json} as upstream's {@code extract_states.py} writes them, without the times it took:
 * two runs, or one that was killed and went on, leave the same bytes. States have the
 * axes that upstream gives them: value rows and key columns for Mamba-2. Array files are {@code NAME.part}, and
 * there is no {@code metadata.json}, until all sequences are done.
 */
public final class ExtractionFolder {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private final String model;
    private final String corpusName;
    private final ModelConfig config;
    private final ExtractionPlan plan;
    private final int[][] corpus;
    private final List<String> texts;
    private final TreeMap<Integer, LayerFiles> layers = new TreeMap<>();
    private int written;

    /**
     * Begins an extraction, or goes on with one that was begun with the same model, corpus and plan.
     *
     * @param directory  where to
     * @param model      what the metadata call the model
     * @param corpusName what they call the corpus
     * @param corpus     [n, T], every sequence of the same length
     * @param texts      what {@code texts.json} says of each sequence; null for no such file
     * @throws InputException if the folder holds something else
     */
    public ExtractionFolder(Path directory, String model, String corpusName, ModelConfig config, ExtractionPlan plan,
            int[][] corpus, List<String> texts) {
        this.directory = directory;
        this.model = model;
        this.corpusName = corpusName;
        this.config = config;
        this.plan = plan;
        this.corpus = corpus;
        this.texts = texts;
        for (int layer : plan.layers()) {
            layers.put(layer, new LayerFiles(directory.resolve("layer_" + layer), plan, config, corpus.length,
                    corpus[0].length));
        }
        Path progress = directory.resolve("progress.json");
        if (Files.exists(progress)) {
            resume(progress);
        } else {
            begin();
        }
    }

    private void begin() {
        if (Files.exists(directory.resolve("metadata.json")) || Files.exists(directory.resolve("corpus.npy"))) {
            throw new InputException(directory + ": holds other files of an extraction, but no progress.json to go on from; "
                    + "choose an empty folder");
        }
        int length = corpus[0].length;
        int[] all = Arrays.stream(corpus).flatMapToInt(Arrays::stream).toArray();
        Npy.write(directory.resolve("corpus.npy"), Tensor.of("corpus", all, corpus.length, length));
        advance(0);
    }

    private void resume(Path progress) {
        JsonNode saved = JsonFiles.read(progress);
        ObjectNode now = progress(0);
        for (String key : List.of("seq_len", "n_samples_total", "batch_count", "plan")) {
            if (!now.get(key).equals(saved.path(key))) {
                throw InputException.at(progress, key, "was begun with " + saved.path(key) + ", asked for now is "
                        + now.get(key) + "; choose another folder, or the same options");
            }
        }
        int[] all = Npy.open(directory.resolve("corpus.npy")).ints();
        if (!Arrays.equals(all, Arrays.stream(corpus).flatMapToInt(Arrays::stream).toArray())) {
            throw new InputException(directory.resolve("corpus.npy") + ": not the corpus asked for now; choose another folder");
        }
        written = saved.path("samples_written").asInt(-1);
        if (written < 0 || written > corpus.length || written < corpus.length && written % plan.batch() != 0) {
            throw InputException.at(progress, "samples_written", "found " + saved.path("samples_written")
                    + ", which no run leaves");
        }
        if (written > 0) {
            layers.values().forEach(LayerFiles::requireBegun);
        }
    }

    int[][] corpus() {
        return corpus;
    }

    /** Sequences that are done. */
    public int samplesWritten() {
        return written;
    }

    void write(int layer, int first, List<LayerCatch> caught) {
        layers.get(layer).write(first, caught);
    }

    /** All sequences before {@code samples} are on disk. */
    void advance(int samples) {
        written = samples;
        JsonFiles.write(directory.resolve("progress.json"), progress(samples));
    }

    private ObjectNode progress(int samples) {
        ObjectNode node = JSON.createObjectNode();
        node.put("batches_done", batches(samples)).put("samples_written", samples)
                .put("batch_count", batches(corpus.length)).put("n_samples_total", corpus.length)
                .put("seq_len", corpus[0].length);
        ObjectNode chosen = node.putObject("plan").put("model", model).put("dtype", plan.dtype().toString());
        numbers(chosen.putArray("layers"), plan.layers());
        numbers(chosen.putArray("heads"), plan.heads());
        numbers(chosen.putArray("positions"), plan.positions());
        ArrayNode parts = chosen.putArray("parts");
        plan.parts().forEach(part -> parts.add(part.name()));
        return node;
    }

    private int batches(int samples) {
        return (samples + plan.batch() - 1) / plan.batch();
    }

    private static void numbers(ArrayNode array, List<Integer> numbers) {
        numbers.forEach(array::add);
    }

    /** Gives every file its name and writes what describes them. */
    void finish() {
        layers.values().forEach(LayerFiles::publish);
        for (int layer : plan.layers()) {
            ObjectNode one = JSON.createObjectNode().put("model", model).put("layer", layer);
            JsonFiles.write(directory.resolve("layer_" + layer).resolve("layer_metadata.json"), facts(one));
        }
        if (texts != null) {
            ArrayNode all = JSON.createArrayNode();
            texts.forEach(all::add);
            JsonFiles.write(directory.resolve("texts.json"), all);
        }
        JsonFiles.write(directory.resolve("metadata.json"), metadata());
    }

    private ObjectNode metadata() {
        ObjectNode node = JSON.createObjectNode().put("model", model).put("corpus", corpusName);
        numbers(node.putArray("layer_indices"), plan.layers());
        numbers(node.putArray("all_gdn_layers"), config.stateLayers());
        facts(node);
        node.put("bytes_per_head", (long) corpus.length * config.dk() * config.dv() * plan.dtype().bytes());
        if (plan.heads().size() < config.heads()) {
            numbers(node.putArray("heads"), plan.heads());
        }
        if (!plan.positions().isEmpty()) {
            numbers(node.putArray("positions"), plan.positions());
        }
        return node;
    }

    private ObjectNode facts(ObjectNode node) {
        node.put("n_samples", corpus.length).put("n_heads", config.heads()).put("key_head_dim", config.dk())
                .put("value_head_dim", config.dv());
        numbers(node.putArray("state_shape_per_head"), config.upstreamKeysFirst()
                ? List.of(corpus.length, config.dk(), config.dv()) : List.of(corpus.length, config.dv(), config.dk()));
        return node.put("dtype", plan.dtype() == DType.F16 ? "float16" : "float32")
                .put("seq_len", corpus[0].length);
    }
}
