package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.io.hub.EnvironmentProxy;
import org.writesae.io.hub.Fetch;
import org.writesae.io.hub.FetchRecord;
import org.writesae.io.hub.FileChoice;
import org.writesae.io.hub.HubConnection;
import org.writesae.io.hub.HubEndpoint;
import org.writesae.io.hub.HubFile;
import org.writesae.io.hub.HubListing;
import org.writesae.io.hub.HubRepository;
import org.writesae.io.hub.HubToken;

/** {@code fetch}: models and checkpoints from the Hugging Face hub. */
@Command(name = "fetch", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Models and checkpoints from the Hugging Face hub.",
        customSynopsis = {"writesae fetch REPO [--out DIR] [--revision REV]", "[--include GLOB...] [--exclude GLOB...] [--dry-run]"},
        description = {"", "Downloads the files of a model repository that the readers here read: *.json, *.safetensors, *.pt, *.txt, "
            + "tokenizer.model, README.md and LICENSE; pytorch_model.bin, or a .pth that is the only one, where there are no "
            + "safetensors beside it. What is left out is listed by kind.", "",
            "The revision is resolved to a commit first. A file gets its name once its SHA-256 (or git hash, for small files) is the one "
                + "that the hub lists; a download that was cut off goes on where it stopped; what is there already with the right "
                + "hash is not fetched again. DIR/.writesae-fetch.json names repository, commit, files and hashes.", "",
            "HF_TOKEN, or the file that hf auth login writes, gives the token for private and gated repositories; it is sent "
                + "to the endpoint only. HF_ENDPOINT names a mirror, https_proxy a proxy."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage, or it could not be fetched"})
public final class FetchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "REPO", description = "ORG/NAME, for example Qwen/Qwen3.5-0.8B or JackYoung27/writesae-ckpts.")
    private String repository;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the files go, made if missing. Default: NAME, in the current folder.")
    private Path out;

    @Option(names = "--revision", paramLabel = "REV", defaultValue = "main",
            description = "Branch, tag, commit or refs/pr/N. Default: ${DEFAULT-VALUE}.")
    private String revision;

    @Option(names = "--include", paramLabel = "GLOB", arity = "1..*", hideParamSyntax = true,
            description = "Only these instead of the usual files: writesae/qwen0p8b/L9_H4/ or \"*.npz\"; * also stands for several folders.")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "GLOB", arity = "1..*", hideParamSyntax = true, description = "Not these.")
    private List<String> exclude = List.of();

    @Option(names = "--endpoint", paramLabel = "URL", description = "Hub or mirror. Default: HF_ENDPOINT, else https://huggingface.co.")
    private String endpoint;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "4",
            description = "Files at a time, 1 to 16. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Option(names = "--overwrite", description = "Replace files that are there, differ, and did not come from REPO or were changed since.")
    private boolean overwrite;

    @Option(names = "--dry-run", description = "List files and sizes, fetch nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object per file.")
    private boolean json;

    @Override
    public Integer call() {
        Map<String, String> environment = System.getenv();
        HubEndpoint hub = HubEndpoint.of(endpoint, environment);
        Optional<HubToken> token = HubToken.find(environment, Path.of(System.getProperty("user.home")));
        FileChoice choice = new FileChoice(include, exclude);
        if (parallel < 1 || parallel > 16) {
            throw new InputException("--parallel " + parallel + ": 1 to 16 was expected");
        }
        Path folder = out != null ? out : Path.of(HubListing.shortName(repository));
        if (!dryRun) {
            OutputTarget.requireDirectory("--out", folder, folder);
            FetchRecord.of(folder);
        }
        try (HubConnection connection = new HubConnection(hub, token, EnvironmentProxy.of(environment))) {
            if (token.isPresent() && !hub.isPrivate()) {
                spec.commandLine().getErr().println("note: " + token.get() + " is not sent: " + hub + " is not encrypted");
            }
            HubRepository found = new HubListing(connection).read(repository, revision);
            FileChoice.Chosen chosen = choice.of(found);
            say(found.name() + " at " + found.commit() + " (" + found.revision() + "): " + files(chosen.files().size(), chosen.size()));
            if (dryRun) {
                chosen.files().forEach(file -> print(found, file, null));
            } else {
                fetch(connection, found, chosen.files(), folder);
            }
            if (include.isEmpty() && !chosen.left().isEmpty()) {
                say("left out: " + kinds(chosen.left()) + "; --include takes others");
            }
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void fetch(HubConnection connection, HubRepository found, List<HubFile> files, Path folder) {
        FetchRecord.Source source;
        List<Fetch.Fetched> fetched;
        // A line of text would end up in the middle of the progress bar; JSON is for a program, which may want it at once.
        try (FetchMeter meter = new FetchMeter(json ? file -> print(found, file.file(), file) : file -> { })) {
            Fetch fetch = new Fetch(connection, found, folder, meter);
            source = fetch.source();
            fetched = fetch.run(files, overwrite, parallel);
        }
        if (!json) {
            fetched.stream().sorted(Comparator.comparing(file -> file.file().path())).forEach(file -> print(found, file.file(), file));
        }
        long fresh = fetched.stream().filter(Fetch.Fetched::isNew).count();
        say(folder + ": " + fresh + " fetched, " + (fetched.size() - fresh) + " there already; commit and hashes are in "
                + folder.resolve(FetchRecord.NAME));
        List<String> older = FetchRecord.of(folder).ofOtherCommits(source);
        if (!older.isEmpty()) {
            spec.commandLine().getErr().println("note: " + older.size() + " files in " + folder + " are of another commit of "
                    + found.name() + ": " + older.getFirst() + (older.size() > 1 ? ", …" : ""));
        }
    }

    private void say(String line) {
        if (!json) {
            spec.commandLine().getOut().println(line);
        }
    }

    /** @param fetched null where nothing is fetched */
    private void print(HubRepository found, HubFile file, Fetch.Fetched fetched) {
        PrintWriter printed = spec.commandLine().getOut();
        String state = fetched == null ? "listed" : fetched.isNew() ? "fetched" : "there";
        if (!json) {
            printed.printf(Locale.ROOT, "  %-7s  %10s  %s%n", state, size(file.size()), file.path());
        } else {
            ObjectNode line = JsonNodeFactory.instance.objectNode().put("repo", found.name()).put("commit", found.commit())
                    .put("path", file.path()).put("size", file.size());
            line.put("sha256", fetched == null ? file.sha256() : fetched.sha256());
            line.put("file", fetched == null ? null : fetched.path().toString());
            line.put("state", state);
            printed.println(line);
        }
        printed.flush();
    }

    private static String kinds(List<HubFile> files) {
        Map<String, List<HubFile>> byKind = files.stream().collect(Collectors.groupingBy(file -> kind(file.path()), TreeMap::new,
                Collectors.toList()));
        return byKind.entrySet().stream().map(kind -> kind.getValue().size() + " " + kind.getKey() + " ("
                + size(kind.getValue().stream().mapToLong(HubFile::size).sum()) + ")").collect(Collectors.joining(", "));
    }

    private static String kind(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.lastIndexOf('.') > 0 ? name.substring(name.lastIndexOf('.')) : name;
    }

    private static String files(int count, long bytes) {
        return count + (count == 1 ? " file, " : " files, ") + size(bytes);
    }

    private static String size(long bytes) {
        return bytes < 1_000 ? bytes + " B" : bytes < 1_000_000 ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : bytes < 1_000_000_000 ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}
