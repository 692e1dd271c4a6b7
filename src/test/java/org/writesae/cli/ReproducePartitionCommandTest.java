package org.writesae.cli;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReproducePartitionCommandTest {
    @TempDir
    private Path folder;

    private CommandRun partition(Object... more) {
        Object[] words = new Object[10 + more.length];
        System.arraycopy(new Object[] {"reproduce", "partition", "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
            "--tokens", CommandRun.CORPUS, "--out", folder}, 0, words, 0, 10);
        System.arraycopy(more, 0, words, 10, more.length);
        return CommandRun.of(words);
    }

    @Test
    void countsTheClasses() {
        JsonNode classes = partition("--json").done().json().get("summary");
        JsonNode file = JsonFiles.read(folder.resolve("partition/summary.json"));
        assertThat(file.get("summary")).isEqualTo(classes);
        assertThat(classes.get("n_alive").asInt() + classes.get("n_dead").asInt()).isEqualTo(classes.get("n_features").asInt());
        assertThat(classes.get("register_count").asInt() + classes.get("bundle_count").asInt())
                .isEqualTo(classes.get("n_alive").asInt());
        assertThat(classes.get("median_register_cosine").asDouble()).isGreaterThanOrEqualTo(0.05);
        assertThat(file.get("registers_by_threshold").get("0.05").asInt()).isEqualTo(classes.get("register_count").asInt());
        for (String tau : new String[] {"0.02", "0.03", "0.05", "0.1"}) {
            long below = file.get("atoms").findValues("median_cosine").stream().filter(cosine -> cosine.asDouble() < Double.parseDouble(tau))
                    .count();
            assertThat(file.get("bundles_by_threshold").get(tau).asLong()).as(tau).isEqualTo(below);
        }
        long registers = file.get("atoms").findValues("class").stream().filter(name -> name.asText().equals("register")).count();
        assertThat(registers).isEqualTo(classes.get("register_count").asLong());
        assertThat(partition("--threshold", "0.1").done().out()).contains("registers", "bundles", "mixture of 3", "bimodality");
    }

    /** Mean cosines of factors within 1e-6 of float64, the tokens exactly. */
    @Test
    void tellsTheExemplarsAndOtherDictionaries() {
        JsonNode golden = JsonFiles.read(CommandRun.DATA.resolve("golden/partition/gdn-tiny-exemplars.json"));
        Path tied = CommandRun.MODEL.resolve("sae/bilinear_tied_L2_H2/best.pt");
        assertThat(partition("--others", tied, "--exemplars", 3).done().out()).contains("exemplar", "bilinear_tied");
        JsonNode file = JsonFiles.read(folder.resolve("partition/summary.json"));
        JsonNode expected = golden.get("exemplars");
        assertThat(file.at("/exemplars/atoms")).hasSize(11);
        for (int n = 0; n < expected.get("atoms").size(); n++) {
            JsonNode atom = file.at("/exemplars/atoms/F" + expected.get("atoms").get(n).get("feature_id").asText());
            for (String same : new String[] {"feature_id", "n_firings", "n_tokens", "fire_rate", "top_tokens"}) {
                assertThat(atom.get(same)).as(same).isEqualTo(expected.get("atoms").get(n).get(same));
            }
            for (String cosine : new String[] {"mean_cos_v", "mean_cos_w"}) {
                assertThat(atom.get(cosine).doubleValue()).isCloseTo(expected.get("atoms").get(n).get(cosine).doubleValue(), within(1e-6));
            }
        }
        assertThat(file.at("/exemplars/token_jaccard").doubleValue()).isCloseTo(expected.get("token_jaccard").doubleValue(), within(1e-12));
        assertThat(file.at("/exemplars/position_jaccard").doubleValue()).isCloseTo(expected.get("position_jaccard").doubleValue(),
                within(1e-12));
        assertThat(file.at("/dictionaries/each/1/identity_match")).isEqualTo(golden.get("identity_with_tied"));
        assertThat(file.at("/dictionaries/each/0/register_count")).isEqualTo(file.at("/partition/register_count"));
        assertThat(file.at("/dictionaries/cv_registers").isNumber()).isTrue();
    }

    /** The first of the readers in the golden traces; outputs of heads within 1e-5 of float64. */
    @Test
    void theTopReaderIsThatOfTheReaderTraces() {
        partition("--exemplars", "174,128", "--contexts", 6, "--seed", 2026).done();
        JsonNode file = JsonFiles.read(folder.resolve("partition/summary.json"));
        for (JsonNode golden : JsonFiles.read(CommandRun.DATA.resolve("golden/reader-traces/gdn-tiny.json")).get("features")) {
            JsonNode top = file.at("/exemplars/atoms/F" + golden.get("feature_id").asText() + "/top_reader");
            if (golden.get("horizon").intValue() == 1) {
                JsonNode expected = golden.at("/readers/0");
                assertThat(top.get("layer")).isEqualTo(expected.get("layer"));
                assertThat(top.get("head")).isEqualTo(expected.get("head"));
                assertThat(top.get("n_contexts").intValue()).isEqualTo(6);
                double ratio = expected.get("ratio").doubleValue();
                assertThat(top.get("ratio").doubleValue()).isCloseTo(ratio, within(1e-5 * ratio));
            }
        }
        partition("--contexts", 0).done();
        assertThat(JsonFiles.read(folder.resolve("partition/summary.json")).findValue("top_reader")).isNull();
    }

    /** Dictionaries that differ in nothing but the seed have the numbers that the paper prints of seeds. */
    @Test
    void seedsAreNamedOnlyWhereNothingElseDiffers() {
        partition("--contexts", 0, "--others", CommandRun.SAE).done();
        JsonNode seeds = JsonFiles.read(folder.resolve("partition/summary.json")).at("/dictionaries/seeds");
        assertThat(seeds.get("n").intValue()).isEqualTo(2);
        assertThat(seeds.get("cv_low").doubleValue()).isZero();
        assertThat(seeds.get("cv_high").doubleValue()).isZero();
        assertThat(seeds.get("largest_identity_match").doubleValue()).isEqualTo(1);
        partition("--contexts", 0, "--others", CommandRun.MODEL.resolve("sae/bilinear_tied_L2_H2/best.pt")).done();
        assertThat(JsonFiles.read(folder.resolve("partition/summary.json")).at("/dictionaries").has("seeds")).isFalse();
    }

    @Test
    void refuses() {
        partition("--contexts", "-1").refused("--contexts -1");
        partition("--exemplars", "999").refused("--exemplars 999", "0 to 255");
        partition("--layer", "3").refused("--layer 3", "full-attention layer");
        partition("--select", "all").refused("--select", "argmax, any");
        partition("--threshold", "NaN").refused("--threshold");
        partition("--head", "9").refused("--head 9");
    }
}
