package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.model.tokenizer.Corpus;
import org.writesae.model.tokenizer.Tokenizer;
import org.writesae.model.tokenizer.Tokenizers;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/** {@code tokenize}: ids of a text, text of ids, a corpus of blocks. */
@Command(name = "tokenize", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Token ids of a text, text of ids, and corpora for the other commands.",
        customSynopsis = {"writesae tokenize --tokenizer DIR|FILE (--text TEXT | --file FILE) [--out FILE] [OPTIONS]",
            "writesae tokenize --tokenizer DIR|FILE --decode TOKENS [OPTIONS]"},
        description = {"", "Read text with a model's tokenizer: tokenizer.json of Qwen3.5, GPT-NeoX, Llama or Mistral, the vocabulary "
            + "of RWKV World, or bytes. Ids are those of upstream's libraries.",
            "With --length, a corpus of blocks as upstream's extract_states.py cuts it: the ids of the whole file, nothing "
            + "between its texts, cut into blocks one after the other; what is left over at the end is dropped."},
        footerHeading = "%nExamples:%n",
        footer = {"  writesae tokenize --tokenizer Qwen3.5-0.8B --text \"Hello\"",
            "  writesae tokenize --tokenizer Qwen3.5-0.8B --file corpus.txt --length 1024 --out corpus.npy",
            "  writesae tokenize --tokenizer Qwen3.5-0.8B --decode corpus.npy --sequence 3"},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class TokenizeCommand implements Callable<Integer> {

    /** One of the three. */
    static final class Input {
        @Option(names = "--text", paramLabel = "TEXT", required = true, description = "Text to read.")
        private String text;

        @Option(names = "--file", paramLabel = "FILE", required = true, description = "Text file to read, UTF-8.")
        private Path file;

        @Option(names = "--decode", paramLabel = "TOKENS", required = true,
                description = "Token ids to turn into text: an .npy file of integers, [L] or [n, L]; or 1,2,3.")
        private String tokens;
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--tokenizer", paramLabel = "PATH", required = true,
            description = "Model directory, tokenizer.json, or RWKV vocabulary (.txt).")
    private Path path;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Input input;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the ids to an .npy file, int32, [L] or [n, length].")
    private Path out;

    @Option(names = "--length", paramLabel = "N", description = "Cut the ids into blocks of N.")
    private Integer length;

    @Option(names = "--max-sequences", paramLabel = "N", description = "With --length: only the first N blocks.")
    private Integer most;

    @Option(names = "--field", paramLabel = "NAME", description = "The file holds a JSON object in each line; read the text in "
            + "this field of each, every text by itself.")
    private String field;

    @Option(names = "--universal-newlines", description = "Read \\r\\n and \\r as \\n, as Python does with text files, and so "
            + "upstream with a corpus.")
    private boolean newlines;

    @Option(names = "--special-tokens", description = "Add what the tokenizer puts around a text, such as <s>. Upstream's corpora "
            + "are made without.")
    private boolean special;

    @Option(names = "--skip-special", description = "With --decode: leave out special tokens.")
    private boolean skip;

    @Option(names = "--sequence", paramLabel = "N", description = "With --decode: which sequence of a file with several, from 0.")
    private Integer sequence;

    @Option(names = "--json", description = "Print JSON, with --decode one object for each sequence.")
    private boolean json;

    @Override
    public Integer call() {
        check();
        OutputTarget.require("--out", out);
        Tokenizer tokenizer = Tokenizers.open(path);
        if (input.tokens != null) {
            decode(tokenizer);
        } else {
            encode(tokenizer);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void check() {
        requireAtLeast(1, "--length", length);
        requireAtLeast(1, "--max-sequences", most);
        require(most == null || length != null, "--max-sequences goes with --length");
        require(length == null || out != null, "--length goes with --out, the file for the blocks");
        require(input.file != null || field == null && !newlines, "--field and --universal-newlines go with --file");
        require(input.tokens == null || out == null && length == null && !special,
                "--out, --length and --special-tokens do not go with --decode");
        require(input.tokens != null || !skip && sequence == null, "--skip-special and --sequence go with --decode");
    }

    private void encode(Tokenizer tokenizer) {
        long start = System.nanoTime();
        Corpus corpus = new Corpus(tokenizer, special, length == null || most == null ? Long.MAX_VALUE : (long) length * most);
        if (input.text != null) {
            corpus.add(input.text);
        } else {
            corpus.addFile(input.file, field, newlines);
        }
        int[] ids = corpus.ids();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (length == null) {
            report(ids, seconds);
        } else {
            writeBlocks(ids, seconds);
        }
        if (length != null && corpus.sawCarriageReturn() && !newlines) {
            Notes notes = new Notes(spec.commandLine().getErr());
            notes.add(input.file + ": has carriage returns, which upstream's corpus code reads as line feeds; "
                    + "--universal-newlines does so here");
            notes.print();
        }
    }

    private void report(int[] ids, double seconds) {
        PrintWriter printed = spec.commandLine().getOut();
        if (out != null) {
            Npy.write(out, Tensor.of("tokens", ids, ids.length));
        }
        if (json) {
            ObjectNode line = new JsonMapper().createObjectNode().put("tokens", ids.length);
            if (out == null) {
                line.set("ids", new JsonMapper().valueToTree(ids));
            } else {
                line.put("out", out.toString());
            }
            printed.println(line.put("seconds", seconds));
        } else {
            printed.println(out != null ? String.format(Locale.ROOT, "%,d tokens: %s", ids.length, out)
                    : Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(",")));
        }
    }

    private void writeBlocks(int[] ids, double seconds) {
        int blocks = ids.length / length;
        if (most != null) {
            blocks = Math.min(blocks, most);
        }
        if (blocks == 0) {
            throw new InputException((input.file == null ? "--text" : input.file.toString()) + ": " + ids.length
                    + " tokens, fewer than one block of --length " + length);
        }
        Npy.write(out, Tensor.of("tokens", Arrays.copyOf(ids, blocks * length), blocks, length));
        PrintWriter printed = spec.commandLine().getOut();
        if (json) {
            printed.println(new JsonMapper().createObjectNode().put("sequences", blocks).put("length", length)
                    .put("left_over", ids.length - blocks * length).put("out", out.toString()).put("seconds", seconds));
        } else {
            printed.printf(Locale.ROOT, "%,d sequences of %,d tokens, %,d left over: %s%n", blocks, length,
                    ids.length - blocks * length, out);
        }
    }

    private void decode(Tokenizer tokenizer) {
        Sequences sequences = Sequences.read("--decode", input.tokens);
        PrintWriter printed = spec.commandLine().getOut();
        if (!json || sequence != null) {
            int[] ids = sequences.single(sequence);
            noteUnknown(tokenizer, ids, sequences.name());
            String text = tokenizer.decode(ids, skip);
            printed.println(json ? line(sequence == null ? 0 : sequence, text).toString() : text);
            return;
        }
        for (int s = 0; s < sequences.ids().length; s++) {
            noteUnknown(tokenizer, sequences.ids()[s], sequences.name() + ": sequence " + s);
            printed.println(line(s, tokenizer.decode(sequences.ids()[s], skip)));
        }
    }

    private static ObjectNode line(int sequence, String text) {
        return new JsonMapper().createObjectNode().put("sequence", sequence).put("text", text);
    }

    private void noteUnknown(Tokenizer tokenizer, int[] ids, String where) {
        long unknown = Arrays.stream(ids).filter(id -> !tokenizer.has(id)).count();
        if (unknown > 0) {
            int first = Arrays.stream(ids).filter(id -> !tokenizer.has(id)).findFirst().orElseThrow();
            Notes notes = new Notes(spec.commandLine().getErr());
            notes.add(where + ": left out " + unknown + " of " + ids.length + " ids that have no token, the first is " + first);
            notes.print();
        }
    }
}
