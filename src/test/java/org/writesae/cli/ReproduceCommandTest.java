package org.writesae.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReproduceCommandTest {

    @Test
    void listShowsEveryClaimAndItsStatus() {
        String out = CommandRun.of("reproduce", "list").done().out();
        assertThat(out).contains("92pct_substitution", "interpreted", "reader_traces", "analogue", "specified")
                .containsPattern("34 claims, 466 published numbers: \\d+ get a verdict from compare --published \\(\\d+ of them in part\\), \\d+ "
                        + "have a reason why not\nreproduce list CLAIM shows what a claim needs, and its numbers\n$");
    }

    @Test
    void oneClaimIsShownWithItsNumbers() {
        String out = CommandRun.of("reproduce", "list", "memory_edit_F412").done().out();
        assertThat(out).contains("memory_edit_F412: ", "model       Qwen3.5-0.8B", "mem.erase.median")
                .contains("-0.116 [-0.265, -0.042] nats")
                .contains("to get it   writesae fetch Qwen/Qwen3.5-0.8B --out Qwen3.5-0.8B\n")
                .contains("to get it   writesae fetch JackYoung27/writesae-ckpts --include writesae/qwen0p8b/L9_H4/\n");
    }

    @Test
    void numbersWithoutAVerdictHaveAReason() {
        assertThat(CommandRun.of("reproduce", "list", "reader_traces").done().out()).contains("not judged: 3 numbers, in whole or in part\n"
                + "  heads of L5 and L8 lie in front of L9 and cannot read what is written there (audit C55): rd.F53.L5H5, rd.F63.L8H0\n");
        assertThat(CommandRun.of("reproduce", "list", "passage_nll").done().out()).doesNotContain("not judged");
    }

    @Test
    void jsonIsOneObjectPerClaimOrNumber() throws Exception {
        String out = CommandRun.of("reproduce", "list", "--json").done().out();
        assertThat(out.lines()).hasSize(34);
        JsonNode first = new JsonMapper().readTree(out.lines().findFirst().orElseThrow());
        assertThat(first.get("claim").textValue()).isEqualTo("92pct_substitution");
        assertThat(first.get("status").textValue()).isEqualTo("interpreted");
        assertThat(first.get("numbers").intValue()).isEqualTo(59);
        assertThat(first.get("fetch")).extracting(JsonNode::textValue).contains("writesae fetch Qwen/Qwen3.5-0.8B --out Qwen3.5-0.8B").hasSize(2);
        String numbers = CommandRun.of("reproduce", "list", "passage_nll", "--json").done().out();
        assertThat(numbers.lines()).hasSize(4).allMatch(line -> line.endsWith("\"not_judged\":[]}"));
        assertThat(CommandRun.of("reproduce", "list", "reader_traces", "--json").done().out())
                .contains("\"not_judged\":[{\"id\":\"rd.F63.L8H0\",\"outcome\":\"not judged\",\"kind\":\"impossible\",");
    }

    @Test
    void helpOfTheListExplainsTheStates() {
        assertThat(CommandRun.of("reproduce", "list", "--help").done().out()).contains("specified:", "interpreted:", "analogue:");
    }

    @Test
    void anUnknownClaimIsRefused() {
        CommandRun.of("reproduce", "list", "94pct").refused("CLAIM 94pct", "reproduce list");
        CommandRun.of("reproduce").refused("writesae reproduce: which claim?");
    }
}
