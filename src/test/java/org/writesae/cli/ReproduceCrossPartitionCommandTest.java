package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReproduceCrossPartitionCommandTest {
    private static final Path MODELS = CommandRun.DATA.resolve("models");
    private static final List<String> CELLS = List.of("gdn-tiny corpus bilinear_L2_H2", "mamba2-tiny corpus bilinear_L2_H1",
            "deltanet-random-a corpus bilinear_L1_H1", "gla-random-a corpus bilinear_L1_H1", "rwkv7-random-a tokens bilinear");

    @TempDir
    private Path folder;

    private CommandRun partitions(List<String> cells, Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "cross_arch_partition", "--out", folder));
        List<String> files = new ArrayList<>();
        for (String cell : cells) {
            String[] parts = cell.split(" ");
            Path model = MODELS.resolve(parts[0]);
            words.addAll(List.of("--model", parts[0] + "=" + model, "--tokens", parts[0] + "=" + model.resolve(parts[1] + ".npy")));
            files.add(parts[0] + "=" + model.resolve("sae").resolve(parts[2]).resolve("best.pt"));
        }
        words.add("--sae-checkpoint");
        words.addAll(files);
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    /** Medians of each cell as in the golden partitions, the tests of each two families as SciPy has them. */
    @Test
    void everyFamilyBesideTheOthers() {
        JsonNode summary = partitions(CELLS, "--json").done().json().get("summary");
        assertThat(summary.get("cells")).hasSize(5);
        JsonNode golden = JsonFiles.read(CommandRun.DATA.resolve("golden/partition/contrasts.json")).get("contrasts");
        assertThat(summary.get("contrasts")).hasSize(golden.size());
        for (int n = 0; n < golden.size(); n++) {
            JsonNode pair = summary.get("contrasts").get(n);
            for (String same : new String[] {"a", "b", "n_a", "n_b"}) {
                assertThat(pair.get(same)).as(same).isEqualTo(golden.get(n).get(same));
            }
            for (String close : new String[] {"ks_d", "ks_p", "holm_p"}) {
                double expected = golden.get(n).get(close).doubleValue();
                assertThat(pair.get(close).doubleValue()).as(close).isCloseTo(expected, within(1e-12 + 1e-9 * expected));
            }
        }
        JsonNode cell = JsonFiles.read(folder.resolve("cross_arch_partition/mamba2-tiny_L2_H1_k8.json"));
        JsonNode atoms = JsonFiles.read(CommandRun.DATA.resolve("golden/partition/mamba2-tiny-raw-any.json")).get("atoms");
        assertThat(cell.get("atoms")).hasSize(atoms.size());
        assertThat(cell.at("/partition/register_count")).isEqualTo(summary.at("/cells/1/register_count"));
    }

    @Test
    void aCellIsThatOfPartition() {
        assertThat(partitions(CELLS.subList(0, 1)).done().out()).contains("gdn-tiny L2 H2 k8", "ratio");
        CommandRun.of("reproduce", "partition", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE, "--tokens",
                CommandRun.CORPUS, "--out", folder).done();
        JsonNode one = JsonFiles.read(folder.resolve("partition/summary.json"));
        JsonNode cell = JsonFiles.read(folder.resolve("cross_arch_partition/gdn-tiny_L2_H2_k8.json"));
        for (String same : new String[] {"partition", "registers_by_threshold", "mixtures", "atoms"}) {
            assertThat(cell.get(same)).as(same).isEqualTo(one.get(same));
        }
        JsonNode all = JsonFiles.read(folder.resolve("cross_arch_partition/summary.json"));
        assertThat(all.at("/cells/0/partition")).isEqualTo(one.get("partition"));
        assertThat(all.at("/cells/0").has("atoms")).isFalse();
    }

    /** Two shards, each with its models, give the bytes of one run. */
    @Test
    void shardsMakeOneResult() throws Exception {
        List<String> cells = CELLS.subList(2, 4);
        partitions(cells).done();
        byte[] whole = Files.readAllBytes(folder.resolve("cross_arch_partition/summary.json"));
        Path other = folder.resolve("other");
        folder = other;
        assertThat(partitions(cells, "--shard", "1/2").done().out()).contains("1 of 2 units of cell are done");
        folder = other.resolveSibling("third");
        partitions(cells, "--shard", "2/2", "--merge", other).done();
        assertThat(Files.readAllBytes(folder.resolve("cross_arch_partition/summary.json"))).isEqualTo(whole);
    }

    @Test
    void refuses() {
        List<String> one = CELLS.subList(0, 1);
        partitions(one, "x=y").refused("--sae-checkpoint x=y", "--model x=… was expected");
        partitions(one, "best.pt").refused("NAME=FILE was expected");
        partitions(one, "gdn-tiny=" + CommandRun.SAE).refused("a second dictionary of gdn-tiny L2 H2 k8");
        partitions(one, "--select", "all").refused("--select", "argmax, any");
        partitions(one, "--threshold", "NaN").refused("--threshold");
        partitions(one, "gdn-tiny=" + MODELS.resolve("deltanet-random-a/sae/bilinear_L1_H1/best.pt")).refused("its atoms are 12 x 18",
                "gdn-tiny");
    }
}
