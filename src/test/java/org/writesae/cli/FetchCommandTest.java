package org.writesae.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.experiment.SubstitutionResult;
import org.writesae.io.JsonFiles;
import org.writesae.io.hub.FakeHub;

import static org.assertj.core.api.Assertions.assertThat;

class FetchCommandTest {
    private static final String FIRST = "model.safetensors-00001-of-00001.safetensors";

    @TempDir
    private Path folder;

    private final FakeHub hub = new FakeHub();

    @AfterEach
    void stop() {
        hub.close();
    }

    private CommandRun fetch(Object... more) {
        List<Object> words = new ArrayList<>(List.of("fetch", FakeHub.REPO, "--endpoint", hub.address(), "--out", folder));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    /** The bundled model and a dictionary, as a repository. */
    private void fillHub() throws IOException {
        for (String name : List.of("config.json", "model.safetensors.index.json", FIRST, "corpus.npy",
                "sae/bilinear_L2_H2/best.pt")) {
            byte[] bytes = Files.readAllBytes(CommandRun.MODEL.resolve(name));
            if (name.endsWith(".json")) {
                hub.small(name, new String(bytes, StandardCharsets.UTF_8));
            } else {
                hub.large(name, bytes);
            }
        }
        hub.small("LOAD_EXAMPLE.py", "print(1)");
    }

    @Test
    void whatIsFetchedCanBeRun() throws IOException {
        fillHub();
        CommandRun run = fetch().done();
        assertThat(run.out()).contains(FakeHub.REPO + " at " + FakeHub.COMMIT + " (main): 4 files, ").contains("  fetched  ")
                .contains("left out: 1 .npy (", ", 1 .py (8 B); --include takes others").contains("4 fetched, 0 there already");
        Path best = folder.resolve("sae/bilinear_L2_H2/best.pt");
        Path result = passageNll(folder, best, "fetched");
        JsonNode sources = JsonFiles.read(result).at("/config/fetched");
        assertThat(sources).hasSize(2);
        assertThat(sources.get(0).toString()).isEqualTo("{\"path\":\"" + folder + "\",\"repo\":\"" + FakeHub.REPO + "\",\"commit\":\""
                + FakeHub.COMMIT + "\"}");
        assertThat(sources.get(1).get("path").textValue()).isEqualTo(best.toString());
        assertThat(sources.get(1).get("sha256").textValue()).hasSize(64);
        Path firings = folder.resolve("firings.json");
        CommandRun.of("substitute", "--model", folder, "--sae-checkpoint", best, "--features", "31,44,174,255", "--tokens", CommandRun.CORPUS, "--max-sequences", 1,
                "--out", firings).done();
        assertThat(JsonFiles.read(firings).at("/config/fetched")).isEqualTo(sources);
        assertThat(SubstitutionResult.read(firings).toJson()).isEqualTo(Files.readString(firings));
        CommandRun.of("compare", passageNll(CommandRun.MODEL, CommandRun.SAE, "bundled"), result).done();
        assertThat(fetch().done().out()).contains("  there  ").contains("0 fetched, 4 there already");
        assertThat(fetch("--include", "*.npy", "--exclude", "x").done().out()).contains("1 fetched").doesNotContain("left out");
        assertThat(JsonFiles.read(folder.resolve(".writesae-fetch.json")).at("/sources/0/files")).hasSize(5);
    }

    private Path passageNll(Path model, Path sae, String out) {
        CommandRun.of("reproduce", "passage_nll", "--model", model, "--sae-checkpoint", sae, "--tokens", CommandRun.CORPUS, "--resamples", 50,
                "--passages", 1, "--out", folder.resolve(out)).done();
        return folder.resolve(out).resolve("passage_nll/summary.json");
    }

    @Test
    void aDryRunOnlyLists() throws IOException {
        fillHub();
        assertThat(fetch("--dry-run").done().out()).contains("  listed  ", " " + FIRST, "4 files, ");
        String json = fetch("--dry-run", "--json", "--include", FIRST).done().out();
        JsonNode line = new JsonMapper().readTree(json);
        assertThat(line.get("path").textValue()).isEqualTo(FIRST);
        assertThat(line.get("size").longValue()).isEqualTo(Files.size(CommandRun.MODEL.resolve(FIRST)));
        assertThat(line.get("sha256").textValue()).hasSize(64);
        assertThat(line.get("commit").textValue()).isEqualTo(FakeHub.COMMIT);
        assertThat(line.get("state").textValue()).isEqualTo("listed");
        assertThat(folder).isEmptyDirectory();
        JsonNode fetched = fetch("--json", "--include", "config.json").done().json();
        assertThat(fetched.get("state").textValue()).isEqualTo("fetched");
        assertThat(fetched.get("file").textValue()).isEqualTo(folder.resolve("config.json").toString());
        assertThat(fetched.get("sha256").textValue()).hasSize(64);
    }

    @Test
    void badInput() throws IOException {
        fetch().refused(FakeHub.REPO, "has no files");
        fillHub();
        fetch("--include", "*.gguf").refused("--include *.gguf", "fits none of the 6 files");
        CommandRun.of("fetch", "no/such", "--endpoint", hub.address(), "--out", folder).refused("no/such", "needs a token with access");
        CommandRun.of("fetch", "no such", "--endpoint", hub.address()).refused("ORG/NAME was expected");
        CommandRun.of("fetch", FakeHub.REPO, "--endpoint", "huggingface.co").refused("--endpoint");
        fetch("--parallel", "0").refused("--parallel 0", "1 to 16");
        CommandRun.of("fetch").refused("REPO", "writesae fetch --help");
        Files.writeString(folder.resolve("file"), "x");
        CommandRun.of("fetch", FakeHub.REPO, "--endpoint", hub.address(), "--out", folder.resolve("file")).refused("--out", "is not a directory");
        Files.writeString(folder.resolve(".writesae-fetch.json"), "{\"schema\": 1, \"sources\": [{\"repo\": 1}]}");
        fetch().refused(".writesae-fetch.json", "endpoint", "move the file away");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    /** The whole program, with the variables of its environment, and a file that is larger than its heap. */
    @Test
    void variablesAndSmallHeap() throws IOException, InterruptedException {
        hub.huge("huge.pt", 80_000_000).small("config.json", "{}");
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx48m",
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "fetch", FakeHub.REPO, "--debug");
        builder.directory(folder.toFile()).redirectError(errors.toFile());
        Map<String, String> environment = builder.environment();
        List.of("https_proxy", "http_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY").forEach(environment::remove);
        environment.put("HF_ENDPOINT", hub.address() + "/");
        environment.put("HF_TOKEN", "hf_secretOfTheTest");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(Files.size(folder.resolve("some-model/huge.pt"))).isEqualTo(80_000_000);
        assertThat(out).contains("80.0 MB  huge.pt").doesNotContain("secret");
        assertThat(hub.authorized()).isEqualTo(hub.askedOfHub());
        assertThat(Files.readString(folder.resolve("some-model/.writesae-fetch.json"))).doesNotContain("secret");
    }
}
