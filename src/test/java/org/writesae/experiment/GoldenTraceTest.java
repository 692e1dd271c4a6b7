package org.writesae.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Traces against upstream's float64 replays, quantity by quantity: within 1e-4 relative or 1e-8 absolute for
 * divergences and their terms as in the replacement test, within a few float32 ulp of the largest element for
 * what is stored as such.
 */
class GoldenTraceTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    private static final Path MODEL = DATA.resolve("models/gdn-tiny");
    private static final Path RANDOM = DATA.resolve("golden/substitution/gdn-tiny/bilinear_L2_H2/random.json");

    @Test
    void agreesWithUpstream() {
        int[] all = Npy.open(MODEL.resolve("corpus.npy")).ints();
        int length = (int) Npy.open(MODEL.resolve("corpus.npy")).shape(1);
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(MODEL, backend)) {
            WriteSae sae = new WriteSae(SaeCheckpoint.load(MODEL.resolve("sae/bilinear_L2_H2/best.pt")), backend);
            for (JsonNode golden : JsonFiles.read(DATA.resolve("golden/trace/gdn-tiny.json")).get("traces")) {
                SubstitutionReadings p = SubstitutionReadings.PRIMARY;
                ReadOut read = golden.get("read").asText().equals("same") ? ReadOut.SAME : ReadOut.NEXT;
                Substitution.Plan plan = new Substitution.Plan(2, 2, List.of(golden.get("feature").asInt()), 1, 2026,
                        new SubstitutionReadings(p.write(), p.amplitude(), p.random(), p.select(), read, p.kl()), RANDOM);
                int sequence = golden.get("sequence").asInt();
                FiringTrace trace = new FiringTracer(model, sae, plan, 5).trace(
                        Arrays.copyOfRange(all, sequence * length, (sequence + 1) * length), sequence,
                        golden.get("position").asInt());
                compare(trace, golden);
            }
        }
    }

    private static void compare(FiringTrace trace, JsonNode golden) {
        golden.get("values").properties().forEach(entry -> {
            double[] expected = new double[entry.getValue().size()];
            Arrays.setAll(expected, i -> entry.getValue().get(i).asDouble());
            double[] actual = trace.value(entry.getKey()).values();
            assertThat(actual).as(entry.getKey()).hasSize(expected.length);
            double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
            boolean difference = entry.getKey().startsWith("output.kl") || entry.getKey().startsWith("after.");
            double limit = difference ? Math.max(1e-4 * largest, entry.getKey().startsWith("after.") ? 2e-7 : 1e-8)
                    : 8 * Math.ulp((float) (entry.getKey().equals("atom.cosine") ? 1 : largest));
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).as(entry.getKey() + "[" + i + "]").isCloseTo(expected[i], within(limit));
            }
        });
        List<MovedToken> moved = new ArrayList<>(trace.moved());
        for (String condition : FiringTracer.CONDITIONS) {
            for (JsonNode token : golden.get("moved").get(condition)) {
                MovedToken own = moved.removeFirst();
                assertThat(own.condition()).isEqualTo(condition);
                assertThat(own.token()).isEqualTo(token.get("token").asInt());
                double share = token.get("share").asDouble();
                assertThat(own.share()).isCloseTo(share, within(Math.max(1e-4 * Math.abs(share), 1e-7)));
                assertThat(own.logMoved()).isCloseTo(token.get("log_moved").asDouble(), within(2e-5));
            }
        }
    }

    /** What a trace ends with is what the replacement test stores. */
    @Test
    void hasTheBitsOfTheReplacementTest() {
        int[] all = Npy.open(MODEL.resolve("corpus.npy")).ints();
        int length = (int) Npy.open(MODEL.resolve("corpus.npy")).shape(1);
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(MODEL, backend)) {
            WriteSae sae = new WriteSae(SaeCheckpoint.load(MODEL.resolve("sae/bilinear_L2_H2/best.pt")), backend);
            int[][] sequences = {Arrays.copyOf(all, length)};
            Substitution.Plan plan = new Substitution.Plan(2, 2, List.of(174), 3, 2026, SubstitutionReadings.PRIMARY, null);
            List<SubstitutionRecord> records = new Substitution(model, sae, plan).run(sequences, (s, f) -> { });
            assertThat(records).isNotEmpty();
            for (SubstitutionRecord record : records) {
                assertThat(new FiringTracer(model, sae, plan, 5).trace(sequences[0], 0, record.firingPosition()).record())
                        .isEqualTo(record);
            }
        }
    }
}
