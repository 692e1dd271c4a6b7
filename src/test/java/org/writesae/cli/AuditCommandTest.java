package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AuditCommandTest {

    @Test
    void everyCheckIsPrintedWithItsArithmetic() {
        String out = CommandRun.of("audit").done().out();
        assertThat(out).contains("C1  OK  Rate and interval of the headline", "4481/4851 and Wilson's interval",
                "0.92373, 0.91592, 0.93087", "C56  OK").containsPattern("65 checks: \\d+ OK, \\d+ OK~, \\d+ NOTE, \\d+ FAIL");
    }

    @Test
    void someChecksOnly() {
        String out = CommandRun.of("audit", "--check", "C12,C3b").done().out();
        assertThat(out).startsWith("C12  FAIL").contains("C3b  OK").endsWith("2 checks: 1 OK, 1 FAIL\n");
    }

    @Test
    void jsonIsOneObjectPerCheck() throws Exception {
        assertThat(CommandRun.of("audit", "--json").done().out().lines()).hasSize(65);
        JsonNode check = CommandRun.of("audit", "--json", "--check", "C10").done().json();
        assertThat(check.get("id").textValue()).isEqualTo("C10");
        assertThat(check.get("computed").textValue()).isEqualTo("0.82496");
        assertThat(check.get("published").textValue()).isEqualTo("0.825");
        assertThat(check.get("verdict").textValue()).isEqualTo("OK");
        assertThat(check.get("why").textValue()).contains("paired dominance");
    }

    @Test
    void conflictsAreListed() throws Exception {
        assertThat(CommandRun.of("audit", "--conflicts").done().out()).contains("K1  ", "K45  ", "    here: ");
        String json = CommandRun.of("audit", "--conflicts", "--json").done().out();
        assertThat(json.lines()).hasSize(45);
        assertThat(new JsonMapper().readTree(json.lines().findFirst().orElseThrow()).fieldNames()).toIterable()
                .containsExactly("id", "title", "versions", "reading");
    }

    @Test
    void thePageHoldsEveryCheckAndConflict(@TempDir Path folder) throws Exception {
        Path page = folder.resolve("audit.html");
        CommandRun.of("audit", "--out", page).done();
        String html = Files.readString(page);
        assertThat(html).startsWith("<!DOCTYPE html>").contains("id=\"C1\"", "id=\"C56\"", "id=\"K45\"", "2.5815e-14",
                "<span class=\"fail\">FAIL</span>").doesNotContain("http", "<script").endsWith("</html>\n");
        assertThat(html.split("<section", -1)).hasSize(1 + 65 + 45);
        CommandRun.of("audit", "--out", folder).refused("--out", "is a directory");
    }

    @Test
    void unknownChecksAreRefused() {
        CommandRun.of("audit", "--check", "C57").refused("--check C57", "C1 to C56");
        CommandRun.of("audit", "--check", "C1", "--conflicts").refused("without --check and --out");
    }
}
