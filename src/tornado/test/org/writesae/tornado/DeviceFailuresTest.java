package org.writesae.tornado;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.cli.Main;

import static org.assertj.core.api.Assertions.assertThat;

/** What a command says, in a JVM of its own, where a device fails it. */
class DeviceFailuresTest {
    @TempDir
    private Path folder;
    private Path errors;
    private Path output;

    @BeforeEach
    void names() {
        errors = folder.resolve("errors");
        output = folder.resolve("output");
    }

    /** Runs a command with an option of Java and variables of the environment, and returns its exit code. */
    private int run(String option, Map<String, String> environment, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(argument -> !argument.startsWith("-javaagent"))
                .forEach(line::add);
        line.addAll(List.of(option, "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        line.addAll(List.of(command));
        ProcessBuilder process = new ProcessBuilder(line).redirectError(errors.toFile()).redirectOutput(output.toFile())
                .directory(new File("."));
        process.environment().putAll(environment);
        return process.start().waitFor();
    }

    @Test
    void aDeviceTooSmallIsOneLineAndNoFile() throws Exception {
        Path states = folder.resolve("states.safetensors");
        int code = run("-Dtornado.device.memory=1MB", Map.of(), "run", "--model", "reference-data/models/gdn-random-a", "--tokens",
                "1,2,3", "--device", "tornado", "--out", states.toString());
        assertThat(Files.readAllLines(errors)).filteredOn(line -> line.startsWith("writesae:")).singleElement().asString()
                .startsWith("writesae: not enough memory on tornado:0:0").contains("-Dtornado.device.memory");
        assertThat(code).isEqualTo(2);
        assertThat(states).doesNotExist();
    }

    /** Enough for each program, not for all of them: graphs that were compiled give way. */
    @Test
    void oldGraphsMakeRoom() throws Exception {
        String[] command = {"verify", "--case", "linear/", "--json", "--device", "tornado"};
        assertThat(run("-Dtornado.device.memory=2MB", Map.of(), command)).isZero();
        assertThat(Files.readAllLines(output)).filteredOn(line -> line.contains("Linear#linear")).isNotEmpty()
                .allMatch(line -> line.contains("\"ok\":true"));
    }

    @Test
    void aMissingDriverIsNamedAndNothingElseSaid() throws Exception {
        assertThat(run("-Dnothing=0", Map.of("OCL_ICD_VENDORS", folder.toString()), "devices")).isZero();
        assertThat(Files.readAllLines(output)).hasSize(2).last().asString()
                .startsWith("tornado  not available: TornadoVM finds no device; install an OpenCL driver");
    }
}
