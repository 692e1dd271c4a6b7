package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.io.DType;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.extract.ExtractionFolder;
import org.writesae.model.extract.ExtractionPlan;
import org.writesae.model.extract.StateExtraction;
import org.writesae.model.families.Families;
import org.writesae.model.tokenizer.Tokenizers;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/** {@code extract}: states and writes of a corpus, to train autoencoders on. */
@Command(name = "extract", mixinStandardHelpOptions = true, sortOptions = false,
        header = "States and writes of a model over a corpus, to train autoencoders on.",
        customSynopsis = "writesae extract --model DIR --tokens FILE --out DIR [OPTIONS]",
        description = {"", "Run every sequence of a corpus through a model and write the states of its heads, one row per sequence, "
            + "as upstream's extraction lays them out. Killed at any moment, the same command goes on where it was and "
            + "leaves the same bytes. A model larger than the heap is read layer by layer."},
        footerHeading = "%nFiles (n sequences of T tokens):%n",
        footer = {
            "  layer_I/head_H.npy               [n, d_k, d_v]     state after the last token",
            "  layer_I/pos_P/head_H.npy         [n, d_k, d_v]     state after the first P tokens",
            "  layer_I/head_H_tokens.npy        [n, T, d_k, d_v]  state after every token",
            "  layer_I/head_H_key.npy           [n, T, d_k]       writes as factors: key,",
            "  layer_I/head_H_value_raw.npy     [n, T, d_v]       value β v,",
            "  layer_I/head_H_value_delta.npy   [n, T, d_v]       value with the correction of the delta rule",
            "  layer_I/GATE.npy                 [n, T, ...]       gates of the recurrence, of all heads",
            "  corpus.npy, texts.json, metadata.json, progress.json",
            "States of Mamba-2 have their value rows first, [n, d_v, d_k], as upstream's."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ExtractCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Option(names = "--tokens", paramLabel = "FILE", required = true, description = "Corpus: an .npy file of integers, [n, T].")
    private String tokens;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the files; made if missing.")
    private Path out;

    @Option(names = "--layers", paramLabel = "I,...", hideParamSyntax = true, split = ",",
            description = "Layers. Default: all that have a state.")
    private List<Integer> layers;

    @Option(names = "--heads", paramLabel = "H,...", hideParamSyntax = true, split = ",", description = "Heads. Default: all.")
    private List<Integer> heads;

    @Option(names = "--what", paramLabel = "PART,...", hideParamSyntax = true, split = ",", defaultValue = "final",
            description = "final: states after the last token; tokens: after every token; writes: key and value factors "
                + "and gates of every token. Default: ${DEFAULT-VALUE}.")
    private List<String> what;

    @Option(names = "--positions", paramLabel = "P,...", hideParamSyntax = true, split = ",", defaultValue = "",
            description = "Also states after the first P tokens, for each P.")
    private List<String> positions;

    @Option(names = "--dtype", paramLabel = "TYPE", defaultValue = "float16",
            description = "Of states: float16, as upstream's, or float32. Writes and gates are float32. Default: ${DEFAULT-VALUE}.")
    private String dtype;

    @Option(names = "--n-samples", paramLabel = "N", description = "Most sequences to take. Default: all.")
    private Integer samples;

    @Option(names = "--seq-len", paramLabel = "T", description = "Tokens to take of each. Default: all.")
    private Integer length;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "16",
            description = "Sequences that go through a layer together, and lost at most when killed. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--json", description = "Print a summary as one JSON object.")
    private boolean json;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        ModelConfig config = Families.config(model);
        Sequences corpus = corpus(config);
        ExtractionPlan plan = plan(config, corpus.ids()[0].length);
        OutputTarget.requireDirectory("--out", out, out);
        ExtractionFolder folder = new ExtractionFolder(out, name(model), corpus.name(), config, plan, corpus.ids(),
                texts(corpus));
        long start = System.nanoTime();
        int before = folder.samplesWritten();
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend());
                Meter meter = Meter.of("sequences", corpus.ids().length)) {
            new StateExtraction(loaded, shared.workers(), plan, folder).run(meter::at);
        }
        print(corpus, config, plan, before, (System.nanoTime() - start) / 1e9);
        return 0;
    }

    private Sequences corpus(ModelConfig config) {
        require(samples == null || samples >= 1, "--n-samples " + samples + ": at least 1");
        require(length == null || length >= 1, "--seq-len " + length + ": at least 1");
        Sequences corpus = Sequences.file(Path.of(tokens)).limited(samples, length);
        if (corpus.ids().length == 0 || corpus.ids()[0].length == 0) {
            throw new InputException(corpus.name() + ": no tokens");
        }
        corpus.requireTokens(config);
        return corpus;
    }

    private ExtractionPlan plan(ModelConfig config, int tokensEach) {
        List<Integer> chosenLayers = layers == null ? config.stateLayers() : layers;
        chosenLayers.forEach(layer -> config.requireStateLayer(layer, "--layers", model));
        List<Integer> chosenHeads = heads == null ? IntStream.range(0, config.heads()).boxed().toList() : heads;
        for (int head : chosenHeads) {
            config.requireHead(head, "--heads", model);
        }
        List<Integer> prefixes = positions.stream().filter(text -> !text.isBlank()).map(ExtractCommand::number).toList();
        for (int prefix : prefixes) {
            require(prefix >= 1 && prefix <= tokensEach, "--positions " + prefix + ": a sequence has " + tokensEach + " tokens");
        }
        requireAtLeast(1, "--batch-size", batch);
        require(dtype.equals("float16") || dtype.equals("float32"), "--dtype \"" + dtype + "\" is not one of float16, float32");
        return new ExtractionPlan(sorted(chosenLayers), sorted(chosenHeads), parts(), sorted(prefixes),
                dtype.equals("float16") ? DType.F16 : DType.F32, batch);
    }

    private Set<ExtractionPlan.Part> parts() {
        Set<ExtractionPlan.Part> parts = EnumSet.noneOf(ExtractionPlan.Part.class);
        for (String part : what) {
            try {
                parts.add(ExtractionPlan.Part.valueOf(part.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new InputException("--what: \"" + part + "\" is not one of final, tokens, writes");
            }
        }
        return parts;
    }

    private static List<Integer> sorted(List<Integer> numbers) {
        return numbers.stream().distinct().sorted().toList();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException none) {
            throw new InputException("--positions \"" + text + "\": not a number", none);
        }
    }

    /** The folder's own name: where it lies does not belong in a data file. */
    private static String name(Path model) {
        Path name = model.toAbsolutePath().normalize().getFileName();
        return name == null ? model.toString() : name.toString();
    }

    /** What the sequences say, where the model's tokenizer is beside its weights. */
    private List<String> texts(Sequences corpus) {
        return Tokenizers.find(model).map(tokenizer -> Arrays.stream(corpus.ids()).map(tokenizer::decode).toList())
                .orElse(null);
    }

    private void print(Sequences corpus, ModelConfig config, ExtractionPlan plan, int before, double seconds) {
        PrintWriter printed = spec.commandLine().getOut();
        int n = corpus.ids().length;
        if (json) {
            printed.printf(Locale.ROOT, "{\"sequences\":%d,\"before\":%d,\"tokens\":%d,\"layers\":%d,\"heads\":%d,"
                    + "\"d_k\":%d,\"d_v\":%d,\"seconds\":%.3f}%n", n, before, (long) n * corpus.ids()[0].length,
                    plan.layers().size(), plan.heads().size(), config.dk(), config.dv(), seconds);
        } else {
            printed.printf(Locale.ROOT, "%d sequences of %d tokens%s, %d layers x %d heads, states %d x %d%n", n,
                    corpus.ids()[0].length, before == 0 ? "" : ", " + before + " of them by an earlier run",
                    plan.layers().size(), plan.heads().size(), config.dk(), config.dv());
            printed.println("files: " + out);
        }
        printed.flush();
    }
}
