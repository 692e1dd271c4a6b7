package org.writesae.experiment.formula;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.Reading;
import org.writesae.experiment.install.NormReference;
import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Edits along tokens' directions beside full float64 replays: factors within 2e-6 of themselves, reads and changed logits within
 * 2e-6; statistics of the same trials within 1e-12 (Pearson's p, R² and what small predictions divide within 1e-9), counts exact
 * in our own run.
 */
class GoldenSignsTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));

    @ParameterizedTest
    @ValueSource(strings = {"gdn-tiny-write", "gdn-tiny-query"})
    void agreesWithUpstream(String name) {
        JsonNode golden = JsonFiles.read(DATA.resolve("golden/formula/signs-" + name + ".json"));
        JsonNode c = golden.get("case");
        Path folder = DATA.resolve("models").resolve(c.get("model").asText());
        int[][] passages = GoldenFormulaTest.passages(folder);
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(folder, backend)) {
            SignPlan plan = new SignPlan(c.get("layer").asInt(), c.get("head").asInt(),
                    SignPlan.draw(c.get("seed").asInt(), c.get("n").asInt(), model.config().vocabulary(), passages),
                    c.get("magnitude").asDouble(), Reading.parse(NormReference.class, c.get("norm").asText(), name, "norm"),
                    Reading.parse(KeyFactor.class, c.get("key").asText(), name, "key"));
            SignTest test = new SignTest(model, plan);
            List<SignTrial> own = new ArrayList<>();
            for (int n = 0; n < passages.length; n++) {
                own.addAll(test.trials(n, passages[n]));
            }
            List<SignTrial> theirs = new ArrayList<>();
            golden.get("trials").forEach(trial -> theirs.add(SignTrial.of(trial)));
            compare(own, theirs);
            GoldenFormulaTest.compare("", SignSummary.json(theirs), golden.get("summary"), 1e-9);
            for (String kind : theirs.getFirst().predictions().keySet()) {
                assertThat(SignSummary.json(own).get(kind).get("sign_agreements"))
                        .isEqualTo(SignSummary.json(theirs).get(kind).get("sign_agreements"));
            }
        }
    }

    private static void compare(List<SignTrial> own, List<SignTrial> theirs) {
        assertThat(own).hasSameSizeAs(theirs);
        for (int n = 0; n < own.size(); n++) {
            SignTrial a = own.get(n);
            SignTrial e = theirs.get(n);
            assertThat(new int[] {a.passage(), a.position(), a.token()}).isEqualTo(new int[] {e.passage(), e.position(), e.token()});
            double[] actual = {a.norm(), a.decayed(), a.exact(), a.plain(), a.refined(), a.measured()};
            double[] expected = {e.norm(), e.decayed(), e.exact(), e.plain(), e.refined(), e.measured()};
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).as(Arrays.toString(expected) + " " + i)
                        .isCloseTo(expected[i], within(2e-6 * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }
}
