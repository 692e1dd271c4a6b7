package org.writesae.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.TensorFile;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From states to the residual stream and the logits, against upstream in float64 for every family: what reads the
 * states, the outputs of the heads, what they add, and derivatives of that, which upstream's come from differences.
 */
class GoldenReadsTest {

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.walk(GoldenModelTest.DATA.resolve("golden/reads"))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithUpstream(Path header) {
        JsonNode golden = JsonFiles.read(header);
        try (JvmBackend backend = new JvmBackend(2);
                HostModel model = Families.load(GoldenModelTest.DATA.resolve(golden.get("model").asText()), backend);
                TensorFile expected = Safetensors.open(
                        header.resolveSibling(header.getFileName().toString().replace(".json", ".safetensors")))) {
            new Comparison(model, golden, expected).run();
        }
    }

    private static final class Comparison {
        private final HostModel model;
        private final ModelConfig c;
        private final TensorFile expected;
        private final int layer;
        private final int head;
        private final int[] positions;
        private final double ulps;

        Comparison(HostModel model, JsonNode golden, TensorFile expected) {
            this.model = model;
            this.c = model.config();
            this.expected = expected;
            this.layer = golden.get("layer").asInt();
            this.head = golden.get("head").asInt();
            this.positions = new int[golden.get("positions").size()];
            Arrays.setAll(positions, p -> golden.get("positions").get(p).asInt());
            this.ulps = golden.path("limit").path("scaled_ulp").asDouble();
        }

        void run() {
            int[] ids = expected.tensor("tokens").ints();
            Pass pass = model.pass(model.begin(ids.length), ids.length);
            pass.embed(ids);
            for (int i = 0; i <= layer; i++) {
                pass.layer(i, new int[0]);
            }
            HeadReadout readout = model.readout(layer);
            int outputs = c.heads() * c.dv();
            double[][] tangents = new double[positions.length][];
            for (int p = 0; p < positions.length; p++) {
                int t = positions[p];
                compare("query", p, slice(pass.queries(), t, c.heads() * c.dk()));
                double[] o = slice(pass.headOutputs(), t, outputs);
                double[] gated = slice(pass.gatedOutputs(), t, outputs);
                compare("head_output", p, o);
                compare("gated_output", p, gated);
                compare("added", p, readout.project(gated));
                double[] change = slice(expected.tensor("change").doubles(), p, c.dv());
                compare("plain", p, plain(readout.slice(head), change));
                tangents[p] = readout.project(readout.tangent(o, slice(pass.outputGates(), t, outputs), head, change));
                compare("tangent", p, tangents[p]);
            }
            for (int i = layer + 1; i < c.layers(); i++) {
                pass.layer(i, new int[0]);
            }
            for (int p = 0; p < positions.length; p++) {
                compare("logit_tangent", p, logits(model.finalNorm().tangent(pass.residual(positions[p]), tangents[p])));
            }
        }

        private double[] plain(double[] slice, double[] change) {
            double[] added = new double[c.hidden()];
            for (int n = 0; n < slice.length; n++) {
                added[n % c.hidden()] += slice[n] * change[n / c.hidden()];
            }
            return added;
        }

        private double[] logits(double[] normed) {
            double[] logits = new double[c.vocabulary()];
            Arrays.setAll(logits, token -> {
                double[] row = model.unembedding(token);
                double sum = 0;
                for (int l = 0; l < row.length; l++) {
                    sum += row[l] * normed[l];
                }
                return sum;
            });
            return logits;
        }

        private void compare(String name, int p, double[] actual) {
            double[] all = expected.tensor(name).doubles();
            double[] own = slice(all, p, all.length / positions.length);
            assertThat(actual).as(name).hasSize(own.length);
            double largest = Arrays.stream(own).map(Math::abs).max().orElse(0);
            double worst = 0;
            for (int i = 0; i < own.length; i++) {
                worst = Math.max(worst, Math.abs(actual[i] - own[i]));
            }
            assertThat(worst / Math.ulp((float) largest)).as(name + " at " + positions[p]).isLessThan(ulps);
        }

        private static double[] slice(double[] all, int at, int width) {
            return Arrays.copyOfRange(all, at * width, (at + 1) * width);
        }
    }
}
