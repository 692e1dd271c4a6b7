package org.writesae.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import org.writesae.io.JsonFiles;
import org.writesae.reference.published.PublishedData;

import static org.assertj.core.api.Assertions.assertThat;

/** Every claim runs end to end on the bundled models, and all together give one report. */
class ReproduceAllTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));

    /** Paths that come with options which the tiny plan does not take, or with texts that it does not have, and one of upstream's own files. */
    private static final Pattern OF_OTHER_OPTIONS = Pattern.compile("shared\\..*|/summary/correlations/.*|/dictionaries/seeds/.*|"
            + "partition\\.null_count|summary\\.best_by_property\\..*");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    /** The subcommands that are claims. */
    private static List<String> claims() {
        List<String> names = new ArrayList<>(new CommandLine(new ReproduceCommand()).getSubcommands().keySet());
        names.removeAll(List.of("list", "all", "report"));
        return names;
    }

    @Test
    void everyClaimRunsOnTheBundledModels() throws Exception {
        assertThat(run("reproduce", "all", "--tiny", "--out", folder.toString())).as(err.toString()).isZero();
        String report = Files.readString(folder.resolve("report.html"));
        for (String claim : claims()) {
            JsonNode result = JsonFiles.readWithNonFinite(folder.resolve(claim).resolve("summary.json"));
            assertThat(result.at("/config/claim").asText()).isEqualTo(claim);
            assertThat(result.get("summary").isEmpty()).as(claim).isFalse();
            assertThat(folder.resolve(claim).resolve("work")).doesNotExist();
            assertThat(report).contains("<h2 id=\"" + claim + "\">");
        }
        everyFieldOfTheTableIsInAResult();
        assertThat(report).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("<script");
        assertThat(report.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
        byte[] first = Files.readAllBytes(folder.resolve("report.html"));
        assertThat(run("reproduce", "report", folder.toString())).isZero();
        assertThat(Files.readAllBytes(folder.resolve("report.html"))).isEqualTo(first);
    }

    /**
     * A path of fields.json that no result has would never give a verdict. Names and numbers of the paper's own layers, heads, features,
     * targets and dictionaries are not those of the bundled models.
     */
    private void everyFieldOfTheTableIsInAResult() throws IOException {
        PublishedData data = PublishedData.at(DATA.resolve("published"));
        Map<String, Set<String>> found = new HashMap<>();
        for (String claim : claims()) {
            Set<String> paths = found.computeIfAbsent(claim, any -> new HashSet<>());
            try (Stream<Path> files = Files.list(folder.resolve(claim))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
                    paths(JsonFiles.readWithNonFinite(file), "", paths);
                }
            }
        }
        List<String> missing = data.fields().cells().stream().flatMap(cell -> cell.fields().keySet().stream()
                .filter(path -> !OF_OTHER_OPTIONS.matcher(path).matches())
                .filter(path -> found.get(cell.claim()).stream().noneMatch(general(path).asMatchPredicate()))
                .map(path -> cell.claim() + " " + path)).toList();
        assertThat(missing).isEmpty();
    }

    private static void paths(JsonNode node, String path, Set<String> found) {
        found.add(path);
        node.properties().forEach(field -> paths(field.getValue(), path + "/" + field.getKey(), found));
        for (int n = 0; node.isArray() && n < node.size(); n++) {
            paths(node.get(n), path + "/" + n, found);
        }
    }

    private static Pattern general(String path) {
        String slashed = path.startsWith("/") ? path : "/" + path.replace('.', '/');
        return Pattern.compile(slashed.replaceAll("\\[\\w+=\\d+]", "/\\\\d+").replaceAll("nf\\d+_k\\d+|(?<=[LFHm])\\d+|(?<=/)[\\d.]+", "[^/]+")
                .replaceAll("(?<=results/)\\w+|(?<=classes/)\\w+", "[^/]+").replaceAll("(?<=boost_)\\d+", "\\\\d+")
                .replace("bilinear_vs", "bilinear\\w*_vs"));
    }

    @Test
    void everyClaimCommandIsAPublishedClaimAndInBothPlans() {
        PublishedData data = PublishedData.at(DATA.resolve("published"));
        assertThat(claims()).allMatch(claim -> data.claim(claim) != null);
        for (String plan : List.of("tiny-claims.json", "published-claims.json")) {
            List<ClaimPlan.Step> steps = ClaimPlan.read(DATA.resolve(plan), Map.of(), null);
            assertThat(steps.stream().map(ClaimPlan.Step::claim).distinct()).as(plan).containsExactlyInAnyOrderElementsOf(claims());
        }
    }

    /** The arguments of a plan are those its command takes; a mistake would show only on a machine with the paper's models. */
    @Test
    void plansParse() {
        for (String plan : List.of("tiny-claims.json", "published-claims.json")) {
            for (ClaimPlan.Step step : ClaimPlan.read(DATA.resolve(plan), Map.of(), null)) {
                List<String> arguments = new ArrayList<>(step.arguments());
                arguments.addAll(List.of("--out", "o"));
                arguments.add(0, step.claim());
                new CommandLine(new ReproduceCommand()).parseArgs(arguments.toArray(String[]::new));
            }
        }
    }

    /** Else a claim that was not run would count as one that was. */
    @Test
    void everyStepHasAResultOfItsOwn() {
        List<ClaimPlan.Step> steps = ClaimPlan.read(DATA.resolve(ClaimPlan.PUBLISHED), Map.of(), null);
        assertThat(steps.stream().map(ClaimPlan.Step::result)).doesNotHaveDuplicates()
                .contains(Path.of("falsification", "part_a.json"), Path.of("falsification", "part_d.json"),
                        Path.of("behavioral_steering_100pct_midrank", "summary.json"));
    }

    @Test
    void whatIsMissingIsSaid() {
        Path published = folder.resolve("repository");
        assertThat(run("reproduce", "all", "--model", "Qwen3.5-0.8B=" + DATA.resolve("models/gdn-tiny"), "--checkpoints", published.toString(),
                "--only", "92pct_substitution", "--out", folder.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("not run: 92pct_substitution needs writesae/qwen0p8b/L9_H4/best.pt")
                .contains("to get: writesae fetch JackYoung27/writesae-ckpts --out " + published + "\n").doesNotContain("fetch Qwen");
        assertThat(err.toString()).contains("no claim has a result here");
    }

    /** Every model and checkpoint of the plan has a repository and a command that fetch takes. */
    @Test
    void whatIsMissingCanBeFetched() {
        ClaimSources sources = ClaimSources.read(DATA.resolve(ClaimPlan.PUBLISHED));
        for (String claim : claims()) {
            for (String command : sources.commands(claim)) {
                List<String> words = new ArrayList<>(List.of(command.split(" ")));
                assertThat(words.removeFirst()).isEqualTo("writesae");
                assertThat(new CommandLine(new Main()).parseArgs(words.toArray(String[]::new)).subcommand().commandSpec().name()).isEqualTo("fetch");
            }
        }
        assertThat(sources.models(List.of())).contains("Qwen3.5-0.8B", "Mamba-2-370M", "Qwen3.5-4B", "DeltaNet-1.3B", "Qwen3.5-4B-Base",
                "Mamba-2-780M");
        assertThat(sources.commands("cross_arch_mamba2_88pct")).containsExactly("writesae fetch state-spaces/mamba2-370m --out Mamba-2-370M",
                "writesae fetch JackYoung27/writesae-ckpts --include writesae/mamba2-370m/L24_H0/");
        assertThat(sources.commands("residual_sae")).isEmpty();
    }

    @Test
    void tinyAndModelsExcludeEachOther() {
        assertThat(run("reproduce", "all", "--out", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--tiny, or --model with --checkpoints");
        assertThat(run("reproduce", "all", "--tiny", "--only", "nothing", "--out", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--only nothing: not among the claims");
    }
}
