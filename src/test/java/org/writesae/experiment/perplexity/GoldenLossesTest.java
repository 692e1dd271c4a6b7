package org.writesae.experiment.perplexity;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The loss of every text against transformers in float64. States are float32 here, and a loss of about 1.1 nats is held to 2e-8,
 * a sixth of a float32 unit in its last place; so is a change of perplexity, in parts of 1.
 */
class GoldenLossesTest {
    private static final double LOSS = 2e-8;
    private static final String[] KINDS = {"bilinear", "bilinear-r2", "bilinear_tied", "flat", "rank1"};
    private static final String[] PAIR = {"bilinear", "flat"};

    private HostModel model;
    private JsonNode golden;

    @ParameterizedTest
    @EnumSource
    void agree(Convolution convolution) {
        golden = TinyTexts.golden(convolution.option());
        try (Backend backend = new JvmBackend(1); HostModel loaded = Families.load(TinyTexts.MODEL, backend)) {
            model = loaded;
            List<Replacement> one = IntStream.range(0, KINDS.length).mapToObj(way -> new Replacement(way, List.of(2))).toList();
            check("head", KINDS, run(convolution, matched(KINDS), one));
            List<Replacement> all = IntStream.range(0, 2).mapToObj(way -> new Replacement(way, List.of(0, 1, 2, 3))).toList();
            check("matched", PAIR, run(convolution, matched(PAIR), all));
            check("shared", PAIR, run(convolution,
                    new DictionaryApproximations(TinyTexts.ofHead(2, PAIR).shared(backend, TinyTexts.HEADS)), all));
            SingularRanks ranks = new SingularRanks(SingularRanks.RANKS, TinyTexts.HEADS);
            check("svd", SingularRanks.RANKS.stream().map(Object::toString).toArray(String[]::new), run(convolution,
                    new SingularApproximations(SingularRanks.RANKS, TinyTexts.HEADS, 16, 24), ranks.replacements()));
        }
    }

    private Approximations matched(String... kinds) {
        return new DictionaryApproximations(TinyTexts.dictionaries(kinds).matched(model.backend()));
    }

    private SplitLosses run(Convolution convolution, Approximations approximations, List<Replacement> replacements) {
        SplitText text = new SplitText(model, TinyTexts.LAYER, convolution, KeyCache.FRESH);
        ReplacedStates states = new ReplacedStates(model, text, approximations, replacements);
        int[][] sequences = TinyTexts.sequences();
        int split = golden.get("split_pos").intValue();
        List<JsonNode> units = WorkUnits.inMemory(2).run("texts", sequences.length, s -> states.unit(sequences[s], split, s));
        return states.losses(units, sequences[0].length - split - 1);
    }

    private void check(String part, String[] names, SplitLosses actual) {
        JsonNode baseline = golden.get("baseline");
        close("baseline", actual.baseline(), baseline.get("losses"));
        SplitLosses.Total total = actual.ofBaseline();
        assertThat(Math.log(total.perplexity())).isCloseTo(Math.log(baseline.get("perplexity").doubleValue()), within(LOSS));
        assertThat(total.tokens()).isEqualTo(baseline.get("n_tokens").intValue());
        for (int n = 0; n < names.length; n++) {
            String name = part + " " + names[n];
            JsonNode expected = golden.get(part).get(names[n]);
            close(name, actual.losses()[n], expected.get("losses"));
            assertThat(actual.of(n).loss()).as(name).isCloseTo(expected.get("loss").doubleValue(), within(LOSS));
            assertThat(actual.deltaPercent(n) / 100).as(name).isCloseTo(expected.get("delta_pct").doubleValue() / 100, within(LOSS));
            double error = expected.get("reconstruction_mse").doubleValue();
            // What is left at full rank is the rounding to float32.
            assertThat(actual.error(n)).as(name).isCloseTo(error, within(1e-6 * error + 1e-17));
        }
    }

    private static void close(String name, double[] actual, JsonNode expected) {
        List<Double> values = new ArrayList<>();
        expected.forEach(value -> values.add(value.doubleValue()));
        assertThat(actual).hasSameSizeAs(values);
        for (int s = 0; s < actual.length; s++) {
            assertThat(actual[s]).as("%s, text %d", name, s).isCloseTo(values.get(s), within(LOSS));
        }
    }
}
