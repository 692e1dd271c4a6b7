package org.writesae.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import org.writesae.io.InputException;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;

class VerifyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    /** Runs the command as Main does, where bad input is one line on stderr and exit code 2. */
    private int verify(VerifyCommand command, String... arguments) {
        CommandLine line = new CommandLine(command);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            if (!(failure instanceof InputException)) {
                throw failure;
            }
            failed.getErr().println("writesae: " + failure.getMessage());
            return 2;
        });
        return line.execute(arguments);
    }

    private int verify(String... arguments) {
        return verify(new VerifyCommand(), arguments);
    }

    @Test
    void everyCaseIsOk() {
        assertThat(verify("--threads", "2")).isZero();
        assertThat(out.toString()).contains("gated-delta/sequence-64-steps").contains("ok, refused UndecayedRead")
                .containsPattern("\\d+ cases, 0 not ok; largest scaled ULP of a valid case [\\d.]+; jvm, 2 threads, Java 25");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void jsonHasOneObjectPerCase() throws IOException {
        assertThat(verify("--case", "gated-delta/", "--json", "--definitions", "--threads", "1")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSizeGreaterThan(10);
        for (String line : lines) {
            JsonNode object = new JsonMapper().readTree(line);
            assertThat(object.fieldNames()).toIterable().containsExactly("id", "kernel", "class", "scaledUlp", "limit", "differingBits",
                    "device", "ok");
            assertThat(object.get("id").textValue()).startsWith("gated-delta/");
            assertThat(object.get("kernel").textValue()).startsWith("GatedDelta#");
            assertThat(object.get("class").textValue()).isIn("exact", "budget");
            assertThat(object.get("scaledUlp").isNumber() && object.get("limit").isNumber()).isTrue();
            assertThat(object.get("differingBits").isInt()).isTrue();
            assertThat(object.get("device").textValue()).isEqualTo("jvm");
            assertThat(object.get("ok").booleanValue()).isTrue();
        }
    }

    @Test
    void twinsAreOfDevices() {
        assertThat(verify("--twins")).isEqualTo(2);
        assertThat(err.toString()).isEqualToIgnoringNewLines("writesae: --twins: jvm does not choose twins by the size of a call");
    }

    @Test
    void theTableIsAligned() {
        assertThat(verify("--case", "top-k")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst()).startsWith("case ").contains("class").endsWith("verdict");
        int column = lines.getFirst().indexOf("verdict");
        assertThat(lines.subList(1, lines.size() - 1)).allMatch(line -> line.startsWith("ok", column));
    }

    /** A backend that does something else than run the program. */
    private static VerifyCommand with(Consumer<Program> instead) {
        return new VerifyCommand((device, threads, definitions) -> new Backend() {
            @Override
            public void run(Program program) {
                instead.accept(program);
            }

            @Override
            public String description() {
                return "idle";
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        });
    }

    @Test
    void aWrongBackendFails() {
        assertThat(verify(with(program -> { }), "--case", "linear/small")).isEqualTo(1);
        assertThat(out.toString()).contains("WRONG").containsPattern("    y\\[\\d, \\d]: expected .*, actual -2\\.6")
                .contains("1 cases, 1 not ok").endsWith("idle\n").doesNotContain("mistake");
    }

    @Test
    void aKnownMistakeIsNamed() {
        VerifyCommand tiled = with(program -> {
            List<Object> arguments = program.calls().getFirst().arguments();
            double[] key = ((Buffer) arguments.get(0)).doubles();
            double[] k = ((Buffer) arguments.get(1)).doubles();
            int heads = (Integer) arguments.get(2);
            int keyHeads = (Integer) arguments.get(3);
            int dk = (Integer) arguments.get(4);
            for (int n = 0; n < key.length; n++) {
                key[n] = k[(n / (heads * dk) * keyHeads + n / dk % heads % keyHeads) * dk + n % dk];
            }
        });
        assertThat(verify(tiled, "--case", "write/keys")).isEqualTo(1);
        assertThat(out.toString()).contains("this is what the mistake HeadsTiled gives").contains("NOT REFUSED HeadsTiled")
                .contains("2 cases, 2 not ok");
    }

    @Test
    void anAcceptedMistakeFails() throws IOException {
        Path golden = copy("linear/small");
        Path header = golden.resolve("linear/small.json");
        Files.writeString(header, Files.readString(header).replace("\"result\": \"valid\"", "\"result\": \"invalid\"")
                .replace("\"flags\": []", "\"flags\": [\"NoMistake\"]"));
        assertThat(verify("--golden", golden.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("NOT REFUSED NoMistake");
        out.getBuffer().setLength(0);
        assertThat(verify("--golden", golden.toString(), "--json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"ok\":false");
    }

    @Test
    void badInputIsOneLine() throws IOException {
        Path golden = copy("linear/small");
        Path header = golden.resolve("linear/small.json");
        Files.writeString(header, Files.readString(header).replace("\"rows\"", "\"rosw\""));
        assertThat(verify("--golden", golden.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().startsWith("writesae: " + header + ": rosw: unknown field");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void badOptionsAreOneLine() {
        assertBad("--golden nowhere", "nowhere: no such folder of golden cases", "--golden", "nowhere");
        assertBad("an unknown case", "no golden case of a kernel has \"sequins\" in its id", "--case", "sequins");
        assertBad("another device", "--device abacus: no such device; this build has jvm", "--device", "abacus");
        assertBad("no threads", "--threads 0: at least 1 was expected", "--threads", "0");
    }

    @Test
    void badUsageIsExitCodeTwo() {
        assertThat(verify("--cases")).isEqualTo(2);
        assertThat(verify("--threads", "many")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--cases'");
    }

    @Test
    void optionsReachTheBackend() {
        StringBuilder seen = new StringBuilder();
        VerifyCommand command = new VerifyCommand((device, threads, definitions) -> {
            seen.append(device).append(' ').append(threads).append(' ').append(definitions);
            return new JvmBackend(1);
        });
        assertThat(verify(command, "--device", "other", "--threads", "7", "--definitions", "--case", "top-k/ties", "--json")).isZero();
        assertThat(seen.toString()).startsWith("other 7 true");
        assertThat(out.toString()).contains("\"device\":\"other\"");
    }

    /** A device that is within the limit, but one bit off. */
    @Test
    void aDeviceWithOtherBitsThanTheJvmFails() {
        VerifyCommand command = new VerifyCommand((device, threads, definitions) -> device.equals("jvm") ? new JvmBackend(1)
                : new OneBitOff());
        assertThat(verify(command, "--device", "abacus", "--case", "linear/small")).isEqualTo(1);
        assertThat(out.toString()).contains("1 cases, 0 not ok").containsPattern("Linear#linear +budget +[\\d.e-]+ +[\\d.e-]+  1\n")
                .endsWith("1 kernels, 1 elements differ from the JVM's in bits\n");
        out.getBuffer().setLength(0);
        assertThat(verify(command, "--device", "abacus", "--case", "linear/small", "--json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"jvmScaledUlp\":").contains("\"differingFromJvm\":1");
    }

    private static final class OneBitOff implements Backend {
        @Override
        public void run(Program program) {
            try (Backend jvm = new JvmBackend(1)) {
                jvm.run(program);
            }
            double[] y = ((Buffer) program.calls().getFirst().arguments().getFirst()).doubles();
            y[0] = Math.nextUp(y[0]);
        }

        @Override
        public String description() {
            return "one bit off";
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private void assertBad(String what, String message, String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(verify(arguments)).as(what).isEqualTo(2);
        assertThat(err.toString().lines()).as(what).hasSize(1).first().asString().contains(message);
    }

    /** A golden folder with a single case. */
    private Path copy(String id) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("golden").resolve(id).getParent());
        for (String extension : List.of(".json", ".safetensors")) {
            Path from = Path.of("reference-data/golden", id + extension);
            Files.copy(from, folder.resolve(from.getFileName()));
        }
        return directory.resolve("golden");
    }
}
