package org.writesae.experiment.formula;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.Orientation;
import org.writesae.experiment.Reading;
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
 * The logit formula and the changes it is held against, beside full float64 replays of upstream's models. Factors are within 2e-6
 * of the largest of their kind, measured changes within 2e-6 of a logit (states are float32); statistics of the same points within
 * 1e-10 (R² takes differences of sums), statistics of our own points within 1e-3 of 1 + |R²|, since small changes carry the most of
 * that error.
 */
class GoldenFormulaTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));

    @ParameterizedTest
    @ValueSource(strings = {"gdn-tiny", "mamba2-tiny", "gdn-square"})
    void agreesWithUpstream(String name) {
        JsonNode golden = JsonFiles.read(DATA.resolve("golden/formula/" + name + ".json"));
        JsonNode c = golden.get("case");
        Path folder = DATA.resolve("models").resolve(name);
        int[][] passages = passages(folder);
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(folder, backend)) {
            SaeCheckpoint stored = SaeCheckpoint.load(folder.resolve("sae/" + c.get("sae").asText() + "/best.pt"));
            WriteSae sae = new WriteSae(Orientation.of(null, stored.config(), model.config(), name).canonical(stored), backend);
            int layer = c.get("layer").asInt();
            int head = c.get("head").asInt();
            List<Integer> atoms = ClosedForm.mostFiring(model, sae, layer, head, Arrays.copyOf(passages, c.get("scan").asInt()),
                    c.get("atoms").asInt(), done -> { });
            assertThat(atoms).isEqualTo(list(golden.at("/cell/atoms"), JsonNode::asInt));
            FormulaPlan plan = new FormulaPlan(layer, head, atoms, list(c.get("epsilons"), JsonNode::asDouble),
                    list(c.get("ranks"), JsonNode::asInt), list(c.get("scales"), JsonNode::asDouble),
                    FormulaPlan.drawnTokens(c.get("seed").asInt(), model.config().vocabulary(), c.get("eval_tokens").asInt()),
                    Reading.parse(ReferencePosition.class, c.get("position").asText(), name, "position"), c.get("horizon").asInt());
            assertThat(plan.evalTokens()).isEqualTo(list(golden.at("/cell/eval_tokens"), JsonNode::asInt));
            FormulaPassage passage = new FormulaPassage(model, sae, plan);
            List<FormulaPoint> own = new ArrayList<>();
            for (int n = 0; n < c.get("prompts").asInt(); n++) {
                own.addAll(passage.points(n, passages[n]));
            }
            List<FormulaPoint> theirs = points(golden.get("points"));
            compare(own, theirs);
            compare("", new FormulaSummary(plan, theirs).json(), golden.get("summary"), 1e-10);
            compare("", new FormulaSummary(plan, own).json(), golden.get("summary"), 1e-3);
        }
    }

    static int[][] passages(Path folder) {
        int[] all = Npy.open(folder.resolve("corpus.npy")).ints();
        int length = (int) Npy.open(folder.resolve("corpus.npy")).shape(1);
        int[][] passages = new int[all.length / length][];
        Arrays.setAll(passages, n -> Arrays.copyOfRange(all, n * length, (n + 1) * length));
        return passages;
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> value) {
        List<T> values = new ArrayList<>();
        array.forEach(node -> values.add(value.apply(node)));
        return values;
    }

    private static List<FormulaPoint> points(JsonNode golden) {
        return list(golden, FormulaPoint::of);
    }

    private static void compare(List<FormulaPoint> own, List<FormulaPoint> theirs) {
        assertThat(own).hasSameSizeAs(theirs);
        for (int n = 0; n < own.size(); n++) {
            FormulaPoint a = own.get(n);
            FormulaPoint e = theirs.get(n);
            String where = "atom " + e.feature() + " in passage " + e.passage() + ": ";
            assertThat(List.of(a.passage(), a.feature(), a.position())).isEqualTo(List.of(e.passage(), e.feature(), e.position()));
            assertThat(a.tokens()).isEqualTo(e.tokens());
            compare(where + "reads", Arrays.copyOf(a.reads(), e.reads().length), e.reads(), 2e-6 * largest(e.reads()));
            compare(where + "exchanged", a.exchanged(), e.exchanged(), 2e-6 * largest(e.exchanged()));
            compare(where + "projection", new double[] {a.projection()}, new double[] {e.projection()}, 2e-6);
            compare(where + "plain", a.plain(), e.plain(), 2e-6 * largest(e.plain()));
            compare(where + "refined", a.refined(), e.refined(), 2e-6 * largest(e.refined()));
            for (int size = 0; size < e.measured().length; size++) {
                compare(where + "measured", a.measured()[size], e.measured()[size], 2e-6);
            }
        }
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static void compare(String name, double[] actual, double[] expected, double limit) {
        assertThat(actual).as(name).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as(name + " " + i).isCloseTo(expected[i], within(limit));
        }
    }

    static void compare(String name, JsonNode actual, JsonNode expected, double limit) {
        if (expected.isObject()) {
            expected.properties().forEach(entry -> {
                assertThat(actual.has(entry.getKey())).as(name + "/" + entry.getKey()).isTrue();
                compare(name + "/" + entry.getKey(), actual.get(entry.getKey()), entry.getValue(), limit);
            });
        } else if (expected.isArray()) {
            for (int n = 0; n < expected.size(); n++) {
                compare(name + "/" + n, actual.get(n), expected.get(n), limit);
            }
        } else {
            double value = expected.doubleValue();
            assertThat(actual.doubleValue()).as(name).isCloseTo(value, within(limit * (1 + Math.abs(value))));
        }
    }
}
