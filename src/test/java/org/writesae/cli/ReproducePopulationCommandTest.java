package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

class ReproducePopulationCommandTest {
    private static final String CLAIM = "89pct_population_test_L9_H4";

    @TempDir
    private Path folder;

    private static CommandRun population(Object... more) {
        Object[] given = {"reproduce", CLAIM, "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE, "--tokens",
            CommandRun.CORPUS};
        return CommandRun.of(Stream.concat(Stream.of(given), Stream.of(more)).toArray());
    }

    private static CommandRun small(Object... more) {
        Object[] sample = {"--bundles", 4, "--registers", "2,4,3", "--cap", 4, "--min-firings", 2};
        return population(Stream.concat(Stream.of(sample), Stream.of(more)).toArray());
    }

    @Test
    void shardsGiveTheBytesOfOneRunAndTheClassesAreCompared() throws Exception {
        JsonNode line = small("--out", folder.resolve("one"), "--threads", 1, "--json").done().json();
        small("--out", folder.resolve("a"), "--shard", "1/2").done();
        small("--out", folder.resolve("b"), "--shard", "2/2").done();
        small("--out", folder.resolve("all"), "--merge", folder.resolve("a"), folder.resolve("b")).done();
        for (String name : new String[] {"summary.json", "records.jsonl"}) {
            assertThat(folder.resolve("all").resolve(CLAIM).resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("one").resolve(CLAIM).resolve(name));
        }
        assertThat(line.at("/summary/population/n_sampled").asInt()).isEqualTo(13);
        assertThat(line.at("/config/registers")).hasSize(3);
        assertThat(JsonFiles.read(folder.resolve("one").resolve(CLAIM).resolve("summary.json")).get("atoms")).hasSize(13);

        CommandRun axes = CommandRun.of("reproduce", "register_vs_bundle_appH", "--out", folder.resolve("one"), "--json").done();
        assertThat(axes.json().at("/config/claim").asText()).isEqualTo("register_vs_bundle_appH");
        assertThat(axes.json().at("/summary/n_registers").asInt() + axes.json().at("/summary/n_bundles").asInt())
                .isEqualTo(line.at("/summary/population/n_atoms").asInt());
        assertThat(CommandRun.of("reproduce", "register_vs_bundle_appH", "--out", folder.resolve("two"), "--population",
                folder.resolve("one").resolve(CLAIM)).done().out()).contains("Cliff δ", "top-1 changes, deletion", "firings counted");
    }

    @Test
    void mamba2TakesAtomsOfBothClasses() {
        Path model = CommandRun.DATA.resolve("models/mamba2-tiny");
        CommandRun run = CommandRun.of("reproduce", "cross_arch_mamba2_88pct", "--model", model, "--sae-checkpoint",
                model.resolve("sae/bilinear_L2_H1"), "--tokens", model.resolve("corpus.npy"), "--registers", 5, "--bundles", 2, "--cap", 2,
                "--min-firings", 1, "--random", "empirical", "--out", folder).done();
        assertThat(run.out()).contains("7 atoms sampled", "cos < 0.00", "Mann-Whitney p");
        assertThat(JsonFiles.read(folder.resolve("cross_arch_mamba2_88pct/summary.json")).at("/config/random").asText())
                .isEqualTo("empirical");
    }

    @Test
    void refuses() throws Exception {
        population("--out", folder, "--registers", "1,2").refused("--registers [1, 2]", "one number, or three");
        population("--out", folder, "--cap", 3, "--min-firings", 5).refused("--min-firings 5", "from 1 to the cap");
        population("--out", folder, "--threshold", 0.5).refused("--threshold 0.5");
        population("--out", folder, "--random", "loud").refused("--random", "empirical");
        CommandRun.of("reproduce", "register_vs_bundle_appH", "--out", folder).refused("not there", "run reproduce " + CLAIM);
        Path damaged = Files.createDirectories(folder.resolve("damaged")).resolve("summary.json");
        Files.writeString(damaged, "{\"config\": {\"min_firings\": 1}, \"atoms\": [{\"n_firings\": -1}]}");
        CommandRun.of("reproduce", "register_vs_bundle_appH", "--out", folder, "--population", damaged.getParent())
                .refused("atoms[0].n_firings", "a whole number was expected");
        Files.writeString(damaged, "[]");
        CommandRun.of("reproduce", "register_vs_bundle_appH", "--out", folder, "--population", damaged.getParent())
                .refused("summary.json", "with config and atoms");
    }
}
