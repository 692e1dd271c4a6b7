package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.model.generate.EndTokens;
import org.writesae.model.generate.Generator;
import org.writesae.model.generate.Sampler;
import org.writesae.model.tokenizer.TextStream;
import org.writesae.model.tokenizer.Tokenizer;
import org.writesae.model.tokenizer.Tokenizers;
import org.writesae.runtime.Backend;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code generate}: a text continued. */
@Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Continue a text, greedily or by seeded sampling.",
        customSynopsis = "writesae generate --model DIR (--text TEXT | --tokens TOKENS) [--max-tokens N] [OPTIONS]",
        description = {"", "Continue a text token by token and print what comes as it comes: text, or token ids where the model "
            + "has no tokenizer. The prompt is read in one pass, then the state is carried along.",
            "Without --temperature the likeliest token is taken every time."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class GenerateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private TokenInput input;

    @Option(names = "--sequence", paramLabel = "N", description = "Which sequence of a file with several, from 0.")
    private Integer sequence;

    @Option(names = "--tokenizer", paramLabel = "PATH", description = "A model directory, tokenizer.json, or RWKV vocabulary. "
            + "Default: the model's own.")
    private Path named;

    @Option(names = "--special-tokens", description = "Read --text with what the tokenizer puts around a text, such as <s>.")
    private boolean special;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "100",
            description = "Tokens to generate at most. Default: ${DEFAULT-VALUE}.")
    private int most;

    @Option(names = "--temperature", paramLabel = "X", defaultValue = "0",
            description = "Draw tokens from the softmax of the logits divided by X. Default: ${DEFAULT-VALUE}, the likeliest token.")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "N", description = "Draw only from the N likeliest tokens.")
    private Integer topK;

    @Option(names = "--top-p", paramLabel = "X", description = "Draw only from the likeliest tokens that together reach "
            + "probability X.")
    private Double topP;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026", description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--stop", paramLabel = "ID,...", hideParamSyntax = true, split = ",",
            description = "Tokens that end the text. Default: eos_token_id of generation_config.json or config.json; 0 for RWKV.")
    private List<Integer> stop;

    @Option(names = "--no-stop", description = "Go on after tokens that would end the text.")
    private boolean endless;

    @Option(names = "--json", description = "Print one JSON object at the end instead of text as it comes.")
    private boolean json;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        Sampler.Options options = options();
        ModelConfig config = Families.config(model);
        Set<Integer> ends = ends(config);
        Tokenizer tokenizer = named != null ? Tokenizers.open(named) : input.isText() ? input.tokenizer(model, null)
                : Tokenizers.find(model).orElse(null);
        Sequences given = input.read(tokenizer, special);
        int[] prompt = given.single(sequence);
        config.requireTokens(prompt, given.name());
        try (Backend backend = device.open(); HostModel loaded = Families.load(model, backend)) {
            Printer printer = new Printer(spec.commandLine().getOut(), tokenizer, prompt, !json);
            long start = System.nanoTime();
            int[] ids = new Generator(loaded, new Sampler(options)).run(prompt, most, ends,
                    (id, logits) -> printer.take(id, ends.contains(id)));
            printer.end();
            if (json) {
                spec.commandLine().getOut().println(line(prompt, ids, ends, printer.text(), (System.nanoTime() - start) / 1e9));
            }
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private Sampler.Options options() {
        requireAtLeast(1, "--max-tokens", most);
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new InputException("--temperature " + temperature + ": at least 0");
        }
        if (temperature == 0 && (topK != null || topP != null)) {
            throw new InputException((topK != null ? "--top-k" : "--top-p") + " goes with --temperature; 1 leaves the logits as they are");
        }
        requireAtLeast(1, "--top-k", topK);
        if (topP != null && !(topP > 0 && topP <= 1)) {
            throw new InputException("--top-p " + topP + ": above 0, at most 1");
        }
        return new Sampler.Options(temperature, topK == null ? 0 : topK, topP == null ? 1 : topP, seed);
    }

    private Set<Integer> ends(ModelConfig config) {
        if (endless && stop != null) {
            throw new InputException("--no-stop and --stop do not go together");
        }
        if (stop == null) {
            return endless ? Set.of() : EndTokens.of(model);
        }
        for (int id : stop) {
            if (id < 0 || id >= config.vocabulary()) {
                throw new InputException("--stop " + id + ": outside the vocabulary of " + config.vocabulary());
            }
        }
        return new TreeSet<>(stop);
    }

    private static ObjectNode line(int[] prompt, int[] ids, Set<Integer> ends, String text, double seconds) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode line = mapper.createObjectNode().put("prompt_tokens", prompt.length);
        line.set("ids", mapper.valueToTree(ids));
        return line.put("text", text).put("ended", ends.contains(ids[ids.length - 1])).put("seconds", seconds);
    }

    /** Prints text or ids as they come, and keeps the text. The token that ends the text is no part of it. */
    private static final class Printer {
        private final PrintWriter out;
        private final boolean prints;
        private final TextStream stream;
        private final StringBuilder text = new StringBuilder();
        private boolean first = true;

        Printer(PrintWriter out, Tokenizer tokenizer, int[] prompt, boolean prints) {
            this.out = out;
            this.prints = prints;
            this.stream = tokenizer == null ? null : new TextStream(tokenizer);
            if (stream != null) {
                stream.skip(prompt);
            }
        }

        void take(int id, boolean ends) {
            if (stream == null) {
                show((first ? "" : ",") + id);
                first = false;
            } else if (!ends) {
                show(stream.add(id));
            }
        }

        void end() {
            if (stream != null) {
                show(stream.rest());
            }
            show("\n");
        }

        String text() {
            return stream == null ? null : text.substring(0, text.length() - 1);
        }

        private void show(String part) {
            text.append(part);
            if (prints && !part.isEmpty()) {
                out.print(part);
                out.flush();
            }
        }
    }
}
