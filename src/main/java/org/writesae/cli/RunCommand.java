package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.model.ForwardDump;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.model.tokenizer.Tokenizer;
import org.writesae.runtime.Backend;

/** {@code run}: one text through a model, and what is asked for of it in a file. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
        header = "One text through a model: logits, states, writes, gates.",
        customSynopsis = "writesae run --model DIR (--tokens TOKENS | --text TEXT) [--out FILE] [OPTIONS]",
        description = {"", "Run a text through a model. Prints the likeliest next tokens and the mean loss, and writes logits, "
            + "states, writes and gates to a safetensors file.",
            "States are [heads, d_k, d_v]: key rows, value columns."},
        footerHeading = "%nTensors of the file (T tokens, H value heads):%n",
        footer = {
            "  logits                            [T, vocabulary]",
            "  layers.I.state.T                  [H, d_k, d_v]   after token T",
            "  layers.I.write.key                [T, H, d_k]",
            "  layers.I.write.value_raw          [T, H, d_v]     β v",
            "  layers.I.write.value_delta        [T, H, d_v]     β (v − (αS)ᵀk)",
            "  layers.I.alpha, layers.I.beta     [T, H]          GLA: alpha [T, H, d_k]"},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and safetensors.")
    private Path model;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private TokenInput input;

    @Option(names = "--tokenizer", paramLabel = "PATH", description = "Tokenizer of --text: a model directory, tokenizer.json, or RWKV "
            + "vocabulary. Default: the model's own.")
    private Path tokenizer;

    @Option(names = "--sequence", paramLabel = "N", description = "Which sequence of a file with several, from 0.")
    private Integer sequence;

    @Option(names = "--out", paramLabel = "FILE", description = "Safetensors file to write. Without it nothing is written.")
    private Path out;

    @Option(names = "--dump", paramLabel = "PART,...", hideParamSyntax = true, split = ",", defaultValue = "logits",
            description = "What to write: logits, states, writes, gates. Default: ${DEFAULT-VALUE}.")
    private List<String> dump;

    @Option(names = "--layers", paramLabel = "I,...", hideParamSyntax = true, split = ",",
            description = "Layers of states, writes and gates. Default: all that have a recurrent state.")
    private List<Integer> layers;

    @Option(names = "--positions", paramLabel = "T,...", hideParamSyntax = true, split = ",",
            description = "Tokens after which states are written, from 0. Default: the last.")
    private List<Integer> positions;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        ModelConfig config = Families.config(model);
        Tokenizer words = input.tokenizer(model, tokenizer);
        int[] ids = ids(config, words);
        Set<ForwardDump.Part> parts = parts();
        List<Integer> chosen = layers(config);
        int[] kept = positions(ids.length);
        OutputTarget.require("--out", out);
        try (Backend backend = device.open(); HostModel loaded = Families.load(model, backend)) {
            LogitSummary summary = new LogitSummary(backend, ids);
            try (Meter meter = Meter.of("layers", config.layers())) {
                if (out == null) {
                    ForwardDump.logits(loaded, ids, meter::at, summary);
                } else {
                    new ForwardDump(loaded, parts, chosen, kept).write(ids, out, meter::at, summary);
                }
            }
            print(summary, ids.length, words);
        }
        return 0;
    }

    private int[] ids(ModelConfig config, Tokenizer words) {
        Sequences given = input.read(words);
        int[] ids = given.single(sequence);
        config.requireTokens(ids, given.name());
        return ids;
    }

    private Set<ForwardDump.Part> parts() {
        Set<ForwardDump.Part> parts = EnumSet.noneOf(ForwardDump.Part.class);
        for (String name : dump) {
            try {
                parts.add(ForwardDump.Part.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new InputException("--dump: \"" + name + "\" is not one of logits, states, writes, gates");
            }
        }
        return parts;
    }

    private List<Integer> layers(ModelConfig config) {
        if (layers == null) {
            return config.stateLayers();
        }
        layers.forEach(layer -> config.requireStateLayer(layer, "--layers", model));
        return layers.stream().distinct().sorted().toList();
    }

    private int[] positions(int length) {
        if (positions == null) {
            return new int[] {length - 1};
        }
        for (int position : positions) {
            if (position < 0 || position >= length) {
                throw new InputException("--positions " + position + ": the text has tokens 0 to " + (length - 1));
            }
        }
        return positions.stream().mapToInt(Integer::intValue).distinct().sorted().toArray();
    }

    private void print(LogitSummary summary, int length, Tokenizer words) {
        PrintWriter printed = spec.commandLine().getOut();
        if (json) {
            printed.println(line(summary, length));
        } else {
            printed.printf(Locale.ROOT, "%d tokens%s%n", length, length < 2 ? ""
                    : String.format(Locale.ROOT, ", mean next-token loss %.4f nats", summary.meanLoss()));
            printed.println("likeliest next tokens");
            for (LogitSummary.Next next : summary.next()) {
                printed.printf(Locale.ROOT, "  %-8s log p %8.4f   p %.4f%n",
                        TokenText.shown(words, next.id()), next.logProb(),
                        Math.exp(next.logProb()));
            }
            if (out != null) {
                printed.println("tensors: " + out);
            }
        }
        printed.flush();
    }

    private ObjectNode line(LogitSummary summary, int length) {
        ObjectNode line = new JsonMapper().createObjectNode().put("tokens", length);
        line.put("mean_loss", length < 2 ? null : (Double) summary.meanLoss());
        ArrayNode next = line.putArray("next");
        summary.next().forEach(token -> next.addObject().put("id", token.id()).put("log_prob", token.logProb()));
        line.put("out", out == null ? null : out.toString());
        return line;
    }
}
