package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.experiment.SubstitutionResult;

import static org.assertj.core.api.Assertions.assertThat;

class DemoCommandTest {
    private static final String GOLDEN = "reference-data/golden/substitution/gdn-tiny/bilinear_L2_H2";

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheFolder() {
        System.clearProperty(ProjectFolder.PROPERTY);
    }

    @Test
    void agreesWithUpstream() {
        CommandRun run = CommandRun.of("demo", "--out", folder.resolve("a/b")).done();
        assertThat(run.out()).startsWith("replacement test, layer 2 head 2: 240 firings of 8 features")
                .contains("\nagrees with upstream's Python in float64: all 240 firings");
        assertThat(SubstitutionResult.read(folder.resolve("a/b/result.json")).records()).hasSize(240);
        assertThat(folder.resolve("a/b/report.html")).content().contains("240 firings", "</html>");
    }

    @Test
    void anotherResultIsSaidToDiffer() throws IOException {
        copy(Path.of("reference-data/models/gdn-tiny"));
        copy(Path.of(GOLDEN));
        Path base = folder.resolve(GOLDEN).resolve("base.json");
        Files.writeString(base, Files.readString(base).replace("\"kl_atom\": 0.014210695935022239", "\"kl_atom\": 0.01422"));
        System.setProperty(ProjectFolder.PROPERTY, folder.toString());
        CommandRun run = CommandRun.of("demo", "--out", folder.resolve("out"), "--json");
        assertThat(run.code()).isEqualTo(1);
        JsonNode agreement = run.json().get("agreement");
        assertThat(agreement.get("ok").asBoolean()).isFalse();
        assertThat(agreement.get("outside").asInt()).isEqualTo(1);
        assertThat(agreement.get("worst").get("path").asText()).endsWith("feature_id=128,firing_position=9].kl_atom");
        assertThat(CommandRun.of("demo", "--out", folder.resolve("out")).out()).contains("\nDIFFERS from upstream's Python");
    }

    @Test
    void needsItsData() {
        System.setProperty(ProjectFolder.PROPERTY, folder.toString());
        CommandRun.of("demo", "--out", folder.resolve("out")).refused("reference-data: not found");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void needsAFolderToWriteIn() throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        CommandRun.of("demo", "--out", plain).refused("--out", "plain is not a directory");
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                Files.createDirectories(folder.resolve(file).getParent());
                Files.copy(file, folder.resolve(file));
            }
        }
    }
}
