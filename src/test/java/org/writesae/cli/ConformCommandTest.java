package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.Npy;
import org.writesae.io.Safetensors;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;

class ConformCommandTest {
    private static final Path FILES = Path.of("src/test/resources/conformance");
    private static final String SQUARE = "gated-delta/sequence-square";
    private static final Path RIGHT = FILES.resolve("right/gated-delta/sequence-square.safetensors");
    private static final Path WRONG = FILES.resolve("wrong/gated-delta/sequence-square.npz");

    @TempDir
    private Path folder;

    @Test
    void everyTensorIsInATable() {
        CommandRun run = CommandRun.of("conform", SQUARE, "--actual", RIGHT).done();
        assertThat(run.out().lines()).hasSize(6);
        assertThat(run.out()).contains("scaled ULP").containsPattern("o +\\[6, 4, 7] +float32 +1\\.\\d+ +32 +ok\n")
                .endsWith(SQUARE + ": 4 of 4 tensors judged, all within their limits\n");
    }

    @Test
    void theMistakeIsNamed() {
        CommandRun run = CommandRun.of("conform", SQUARE, "--actual", WRONG, "--partial");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("not given: error, kept\n", "first beyond its limit: o, 168 of 168 elements, the first at [0, 0, 0]",
                "looks like UndecayedRead: The error is taken against S_{t-1}", "RWKV-7 does read the undecayed state",
                SQUARE + ": 2 of 4 tensors judged, 2 beyond their limits\n");
    }

    @Test
    void oneLineOfJsonPerTensorAndOneForTheCase() throws IOException {
        List<JsonNode> lines = lines(CommandRun.of("conform", SQUARE, "--actual", WRONG, "--partial", "--json"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).fieldNames()).toIterable().containsExactly("case", "tensor", "shape", "arithmetic", "unit", "distance",
                "limit", "ok", "worst", "expected", "actual", "beyond", "firstBeyond");
        assertThat(lines.get(1).path("tensor").asText()).isEqualTo("state");
        assertThat(lines.get(1).path("ok").asBoolean()).isFalse();
        JsonNode last = lines.get(2);
        assertThat(last.fieldNames()).toIterable().containsExactly("case", "ok", "tensors", "missing", "first", "mistakes", "findings");
        assertThat(last.path("first").asText()).isEqualTo("o");
        assertThat(last.at("/mistakes/0/flags/0").asText()).isEqualTo("UndecayedRead");
        assertThat(last.at("/mistakes/0/within").asBoolean()).isFalse();
    }

    @Test
    void whatRunWritesIsWithinTheLimits() {
        Path dump = folder.resolve("dump.safetensors");
        CommandRun.of("run", "--model", CommandRun.MODEL, "--tokens", tokens("model/gdn-tiny/short3"), "--out", dump, "--dump",
                "logits,states,writes,gates", "--positions", "0,1,2").done();
        CommandRun.of("conform", "model/gdn-tiny/short3", "--actual", dump).done();
    }

    @Test
    void whatEncodeWritesIsWithinTheLimits() {
        Path inputs = folder.resolve("inputs.safetensors");
        Path encoded = folder.resolve("encoded.safetensors");
        CommandRun.of("conform", "sae/gdn-tiny/bilinear_L2_H2", "--inputs-out", inputs).done();
        CommandRun.of("encode", "--sae-checkpoint", CommandRun.SAE, "--states", inputs, "--out", encoded);
        String judged = CommandRun.of("conform", "sae/gdn-tiny/bilinear_L2_H2", "--actual", encoded, "--partial").done().out();
        assertThat(judged).contains("not given: pre, mse, aux").contains("2 of 5 tensors judged, all within their limits");
    }

    private static String tokens(String id) {
        try (TensorFile golden = Safetensors.open(CommandRun.DATA.resolve("golden/" + id + ".safetensors"))) {
            List<String> ids = new ArrayList<>();
            for (int token : golden.tensor("tokens").ints()) {
                ids.add(Integer.toString(token));
            }
            return String.join(",", ids);
        }
    }

    @Test
    void anNpyFileHoldsOneTensor() {
        Path file = folder.resolve("o.npy");
        try (TensorFile right = Safetensors.open(RIGHT)) {
            Npy.write(file, right.tensor("o").reshaped(1, 6, 4, 7));
        }
        CommandRun.of("conform", SQUARE, "--actual", file, "--tensor", "o").done();
        CommandRun.of("conform", SQUARE, "--actual", file).refused("several: name it with --tensor (o, error, state, kept)");
        CommandRun.of("conform", SQUARE, "--actual", file, "--tensor", "q").refused("--tensor q: not a tensor of " + SQUARE);
        CommandRun.of("conform", SQUARE, "--actual", RIGHT, "--tensor", "o").refused("--tensor names the tensor of an npy file");
    }

    @Test
    void ofManyTensorsThatAreNotGivenAFewAreNamed() {
        CommandRun run = CommandRun.of("conform", "model/gdn-tiny/short3", "--actual", RIGHT.resolveSibling("../model/gdn-tiny/short3.safetensors"));
        assertThat(run.done().out()).doesNotContain("not given");
        Path file = folder.resolve("logits.npy");
        try (TensorFile right = Safetensors.open(RIGHT.resolveSibling("../model/gdn-tiny/short3.safetensors"))) {
            Npy.write(file, right.tensor("logits"));
        }
        CommandRun partial = CommandRun.of("conform", "model/gdn-tiny/short3", "--actual", file, "--tensor", "logits");
        assertThat(partial.done().out()).contains("not given: layers.0.alpha, layers.0.beta, ").containsPattern("and \\d\\d more\n");
    }

    @Test
    void badTensorsAreRefusedByName() {
        CommandRun.of("conform", SQUARE, "--actual", WRONG).refused(WRONG + ": error: no such tensor", "--partial");
        Path file = folder.resolve("bad.safetensors");
        new SafetensorsWriter().put(Tensor.of("o", new float[168], 6, 28)).write(file);
        CommandRun.of("conform", SQUARE, "--actual", file, "--partial").refused("bad.safetensors: o: shape [6, 28], expected [6, 4, 7]\n");
        new SafetensorsWriter().put(Tensor.of("o", new int[168], 6, 4, 7)).write(file);
        CommandRun.of("conform", SQUARE, "--actual", file, "--partial").refused("o: I32, expected numbers of floating point");
        new SafetensorsWriter().put(Tensor.of("output", new float[168], 6, 4, 7)).write(file);
        CommandRun.of("conform", SQUARE, "--actual", file, "--partial").refused("none of the tensors of " + SQUARE, "closest: output");
        CommandRun.of("conform", SQUARE, "--actual", folder.resolve("x.pt")).refused("x.pt: expected a file ending in .safetensors");
        CommandRun.of("conform", SQUARE, "--actual", folder.resolve("none.npz")).refused("none.npz");
    }

    @Test
    void anotherShapeThatHasTheRightValuesIsExplained() {
        Path file = folder.resolve("turned.safetensors");
        try (TensorFile right = Safetensors.open(FILES.resolve("right/transpose/rows-and-columns.safetensors"))) {
            float[] y = right.tensor("y").floats();
            float[] turned = new float[35];
            for (int i = 0; i < 35; i++) {
                turned[i] = y[i % 5 * 7 + i / 5];
            }
            new SafetensorsWriter().put(Tensor.of("y", turned, 7, 5)).write(file);
            CommandRun.of("conform", "transpose/rows-and-columns", "--actual", file)
                    .refused("shape [7, 5], expected [5, 7]; it has the right values, axes in the order [1, 0]");
            new SafetensorsWriter().put(Tensor.of("y", y, 35)).write(file);
            CommandRun.of("conform", "transpose/rows-and-columns", "--actual", file)
                    .refused("shape [35], expected [5, 7]; read in that shape it is right");
        }
    }

    @Test
    void aNanFailsTheComparison() {
        Path file = folder.resolve("nan.safetensors");
        try (TensorFile right = Safetensors.open(FILES.resolve("right/linear/small.safetensors"))) {
            float[] y = right.tensor("y").floats();
            y[9] = Float.NaN;
            new SafetensorsWriter().put(Tensor.of("y", y, 3, 7)).write(file);
        }
        CommandRun run = CommandRun.of("conform", "linear/small", "--actual", file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("∞", "1 of 21 elements, the first at [1, 2]: expected ", "actual NaN");
    }

    @Test
    void aCaseIsDescribedAndItsInputsWritten() {
        Path file = folder.resolve("inputs.safetensors");
        CommandRun run = CommandRun.of("conform", SQUARE, "--inputs-out", file).done();
        assertThat(run.out()).contains("S' = a S;", "GatedDelta.java, sequence", "dk        I32  = 7", "o         [6, 4, 7]",
                "UndecayedRead: The error is taken");
        try (TensorFile inputs = Safetensors.open(file); TensorFile golden = Safetensors.open(
                CommandRun.DATA.resolve("golden/" + SQUARE + ".safetensors"))) {
            assertThat(inputs.names()).containsExactlyInAnyOrder("state", "kept", "q", "k", "mixed", "alpha", "beta", "keep", "rows",
                    "heads", "keyHeads", "dk", "dv");
            assertThat(inputs.tensor("mixed").doubles()).isEqualTo(golden.tensor("mixed").doubles());
            assertThat(inputs.tensor("dk").rank()).isZero();
            assertThat(inputs.tensor("dk").ints()).containsExactly(7);
        }
        assertThat(CommandRun.of("conform", "model/gdn-tiny/short3", "--json").done().json().at("/inputs/0/name").asText())
                .isEqualTo("tokens");
    }

    @Test
    void casesAreListed() throws IOException {
        String list = CommandRun.of("conform", "list").done().out();
        assertThat(list).contains("GatedDelta#sequence  S' = a S;", "  gated-delta/sequence-square", "-> o, error, state, kept",
                "models/gdn-tiny", "  model/gdn-tiny/short3", "-> 49 tensors", "  sae/gdn-tiny/rank1_L2_H2", "252 cases").doesNotContain("undecayed-read");
        List<JsonNode> lines = lines(CommandRun.of("conform", "list", "gated-delta/", "--json").done());
        assertThat(lines).hasSizeGreaterThan(10).allMatch(line -> line.path("id").asText().startsWith("gated-delta/"));
        CommandRun.of("conform", "list", "no-such").refused("no case has \"no-such\" in its id");
    }

    @Test
    void aFolderIsJudgedCaseByCase() throws IOException {
        CommandRun right = CommandRun.of("conform", "--all", "--actual", FILES.resolve("right")).done();
        assertThat(right.out()).containsPattern("gated-delta/sequence-square +4/4 +0\\.0\\d+  ok\n")
                .endsWith("11 of 252 cases judged, 0 beyond their limits\n");
        Files.createDirectories(folder.resolve("gated-delta"));
        Files.copy(WRONG, folder.resolve("gated-delta/sequence-square.npz"));
        Files.createDirectories(folder.resolve("model/mamba2-tiny"));
        Files.copy(FILES.resolve("wrong/model/mamba2-tiny/short3.safetensors"), folder.resolve("model/mamba2-tiny/short3.safetensors"));
        CommandRun wrong = CommandRun.of("conform", "--all", "--actual", folder, "--partial");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.out()).contains("BEYOND, first o; looks like UndecayedRead\n", "BEYOND, first layers.0.",
                "conv1d.weight reversed along its last axis\n", "2 of 252 cases judged, 2 beyond their limits\n");
        Files.delete(folder.resolve("model/mamba2-tiny/short3.safetensors"));
        assertThat(lines(CommandRun.of("conform", "--all", "--actual", folder, "--partial", "--json"))).hasSize(2 + 1);
    }

    @Test
    void filesThatCannotBeJudgedAreNamedAndTheOthersJudged() throws IOException {
        Files.createDirectories(folder.resolve("linear"));
        Files.copy(FILES.resolve("right/linear/small.safetensors"), folder.resolve("linear/small.safetensors"));
        Files.copy(FILES.resolve("right/linear/small.safetensors"), folder.resolve("linear/smal.safetensors"));
        Files.writeString(folder.resolve("linear/small.npz"), "no archive");
        Files.writeString(folder.resolve("notes.txt"), "passed over");
        CommandRun run = CommandRun.of("conform", "--all", "--actual", folder);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(3).anySatisfy(line -> assertThat(line).contains("no case \"linear/smal\"; closest: linear/small"))
                .anySatisfy(line -> assertThat(line).contains("small.safetensors: ", "is of the same case"));
        assertThat(run.out()).contains("0 of 252 cases judged");
        Files.delete(folder.resolve("linear/small.npz"));
        assertThat(CommandRun.of("conform", "--all", "--actual", folder).out()).contains("1 of 252 cases judged, 0 beyond");
        CommandRun.of("conform", "--all", "--actual", folder.resolve("none")).refused("none: no such folder");
        CommandRun.of("conform", "--all").refused("--all takes --actual DIR");
    }

    @Test
    void usageIsChecked() {
        CommandRun.of("conform").refused("Which CASE? conform list shows them");
        CommandRun.of("conform", "gated-delta/sequence-squar").refused("no case", "closest: gated-delta/sequence-square");
        CommandRun.of("conform", "gated-delta/sequence-no-beta").refused("holds the output of a mistake", SQUARE);
        CommandRun.of("conform", SQUARE, "--actual", RIGHT, "--arithmetic", "bfloat16").refused("expected float32 or float64");
        CommandRun.of("conform", SQUARE, "--golden", folder.resolve("none")).refused("none: no such folder");
        assertThat(Files.exists(folder.resolve("none"))).isFalse();
    }

    private static List<JsonNode> lines(CommandRun run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            lines.add(new JsonMapper().readTree(line));
        }
        return lines;
    }
}
