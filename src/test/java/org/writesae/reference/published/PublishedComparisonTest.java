package org.writesae.reference.published;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class PublishedComparisonTest {
    private final PublishedData data = PublishedData.at(Path.of("reference-data", "published"));
    private final RunFacts same = new RunFacts("Qwen/Qwen3.5-0.8B", "9", "4", null, OptionalInt.of(2026), List.of());

    @Test
    void aNumberIsInsideItsDigitsItsIntervalOrOutside() {
        assertThat(one(same, "sign.rate", 0.8462).outcome()).isEqualTo(Outcome.INSIDE_ROUNDING);
        assertThat(one(same, "sign.rate", 0.86).outcome()).isEqualTo(Outcome.INSIDE_INTERVAL);
        assertThat(one(same, "sign.rate", 0.87)).satisfies(compared -> {
            assertThat(compared.outcome()).isEqualTo(Outcome.OUTSIDE);
            assertThat(compared.why()).isEqualTo("off by 0.024, outside the printed interval");
        });
        assertThat(one(same, "sub.L9.medkl.delete", 1.08).why()).isEqualTo("off by -0.01, no interval was printed");
    }

    @Test
    void boundsAreKeptOrNot() {
        assertThat(one(same, "sub.wilcoxon.L9", 1e-250).outcome()).isEqualTo(Outcome.INSIDE_INTERVAL);
        assertThat(one(same, "sub.wilcoxon.L9", 1e-100).outcome()).isEqualTo(Outcome.OUTSIDE);
        assertThat(one(same, "cf.R2.rank50", 0.05).why()).startsWith("the source says only about");
    }

    @Test
    void partsAndSampleSizesHaveTheirOwnDigits() {
        assertThat(one(same, "sub.ratio.columns#random", 4.904).outcome()).isEqualTo(Outcome.INSIDE_ROUNDING);
        assertThat(one(same, "sub.ratio.columns#random", 5.05).outcome()).isEqualTo(Outcome.OUTSIDE);
        assertThat(one(same, "sub.L9.medkl.atom#spread", 0.0221).outcome()).isEqualTo(Outcome.INSIDE_ROUNDING);
        assertThat(one(same, "pnll.gap#n", 20).outcome()).isEqualTo(Outcome.INSIDE_ROUNDING);
    }

    /** Two bootstraps of one sample differ: the ends by three errors of the difference, for 5,000 resamples 2.890 widths ÷ √5000. */
    @Test
    void endsOfABootstrapHaveItsError() {
        double error = 3 * Math.sqrt(2) * Math.sqrt(0.025 * 0.975) / 0.0584451 / (2 * 1.959964) / Math.sqrt(5000) * (0.9394 - 0.9091);
        assertThat(one(same, "sub.ci.cluster_feature#low", 0.90914).why()).isEqualTo("gives the printed digits");
        assertThat(one(same, "sub.ci.cluster_feature#low", 0.9091 + 0.999 * error)).satisfies(compared -> {
            assertThat(compared.outcome()).isEqualTo(Outcome.INSIDE_INTERVAL);
            assertThat(compared.why()).isEqualTo("inside the error of resampling");
            assertThat(compared.printed()).isEqualTo("0.9091");
        });
        assertThat(one(same, "sub.ci.cluster_feature#high", 0.9394 - 1.001 * error).why()).endsWith("outside the error of resampling");
        assertThat(one(same, "sub.win.pooled#high", 0.932).why()).isEqualTo("off by 0.001, no interval was printed");
    }

    /** Ranks were compared at one size of dictionary; a sweep of another size is another experiment. */
    @Test
    void aReadingMayBeANumber() throws Exception {
        String sweep = "{'config': {'model': 'Qwen3.5-0.8B', 'layer': 'each', 'head': 'each', 'n_features': %d, 'k': 32}, "
                + "'summary': {'layers': {'L9': {'n_heads': 15}}}}";
        assertThat(ranks(sweep.formatted(2048))).isEqualTo("gives the printed digits");
        assertThat(ranks(sweep.formatted(512))).isEqualTo("other reading: n_features 512, the published one is 2048");
    }

    private String ranks(String sweep) throws Exception {
        return PublishedComparison.ofResult(data, "rank_sweep", new JsonMapper().readTree(sweep.replace('\'', '"'))).get(0).why();
    }

    /** The caption of Fig 11 names another amplitude and control than the table: a run has the readings of one of them. */
    @Test
    void aNumberMayHaveReadingsOfItsOwn() throws Exception {
        String run = "{'config': {'model': 'Qwen3.5-0.8B', 'layer': 9, 'head': 4, 'amplitude': '%s'}, 'summary': {'n_firings': 1851, "
                + "'features': [{'feature_id': 53, 'median_kl_atom': 0.445}]}}";
        assertThat(substitution(run.formatted("natural"))).containsExactly("gives the printed digits",
                "other reading: amplitude natural, the published one is matched");
        assertThat(substitution(run.formatted("matched"))).containsExactly(
                "other reading: amplitude matched, the published one is natural", "gives the printed digits");
    }

    private List<String> substitution(String run) throws Exception {
        return PublishedComparison.ofResult(data, "92pct_substitution", new JsonMapper().readTree(run.replace('\'', '"'))).stream()
                .map(ComparedNumber::why).toList();
    }

    @Test
    void aPartMayBeABound() {
        assertThat(one(same, "fal.rank2.cliff#p_below", 0.0).why()).isEqualTo("keeps to < 1e-71");
        assertThat(one(same, "fal.rank2.cliff#p_below", 1e-8).outcome()).isEqualTo(Outcome.OUTSIDE);
    }

    @Test
    void aFieldMayBeTwoNumbersAndStandInAList() throws Exception {
        JsonNode result = new JsonMapper().readTree("""
                {"config": {"model": "Qwen3.5-0.8B", "layer": 9, "head": 4}, "summary": {"win_rate_atom_vs_ablate": 0.9125,
                 "features": [{"feature_id": 5, "median_kl_atom": 1}, {"feature_id": 53, "median_kl_atom": 0.45}]}}""");
        assertThat(PublishedComparison.ofResult(data, "92pct_substitution", result)).extracting(ComparedNumber::id, ComparedNumber::measured)
                .containsExactly(tuple("sub.L9.win", 0.9125), tuple("sub.L9.win.fine", 0.9125), tuple("sub.fig11.F53.atom", 0.45));
        assertThat(ResultPath.at(result, "/summary/features[feature_id=9]/median_kl_atom").isMissingNode()).isTrue();
        assertThat(ResultPath.at(result, "/summary/features/1/feature_id").intValue()).isEqualTo(53);
    }

    @Test
    void anotherModelCellOrReadingIsNotComparable() {
        RunFacts tiny = new RunFacts("models/gdn-tiny", "2", "2", null, OptionalInt.of(2026), List.of());
        assertThat(one(tiny, "sub.L9.win", 0.912).why())
                .isEqualTo("other model: models/gdn-tiny, published for Qwen3.5-0.8B; other cell: L2 H2, published for L9 H4");
        RunFacts matched = new RunFacts("Qwen3.5-0.8B", "9", "4", null, OptionalInt.empty(), List.of("amplitude matched, the published one is natural"));
        assertThat(one(matched, "sub.L9.win", 0.912)).satisfies(compared -> {
            assertThat(compared.outcome()).isEqualTo(Outcome.NOT_COMPARABLE);
            assertThat(compared.why()).isEqualTo("other reading: amplitude matched, the published one is natural");
        });
    }

    /** What varies with the seed may agree all the same; where it does not, the seed may be why. */
    @Test
    void anotherSeedCountsOnlyAgainstADifference() {
        RunFacts seed = new RunFacts("Qwen3.5-0.8B", "9", "4", null, OptionalInt.of(1), List.of());
        assertThat(one(seed, "sub.L9.win", 0.912).outcome()).isEqualTo(Outcome.INSIDE_ROUNDING);
        assertThat(one(seed, "sub.L9.win", 0.9).why())
                .isEqualTo("other seed: 1, published with 2026; off by -0.012, no interval was printed");
    }

    @Test
    void modelsAreRecognisedByTheirUsualNames() {
        assertThat(new RunFacts("fla-hub/delta_net-1.3B-100B", null, null, null, OptionalInt.empty(), List.of())
                .isModel("DeltaNet-1.3B k=64")).isTrue();
        assertThat(new RunFacts("fla-hub/rwkv7-1.5B-world", null, null, null, OptionalInt.empty(), List.of())
                .isModel("RWKV-7-1.5B")).isTrue();
        assertThat(same.isModel("Qwen3.5-4B")).isFalse();
    }

    @Test
    void aResultFileIsReadByItsFields() throws Exception {
        JsonNode result = new JsonMapper().readTree("""
                {"config": {"model": "Qwen3.5-0.8B", "layer": 9, "head": 4, "seed": 2026, "write": "raw"},
                 "summary": {"n_firings": 1851, "win_rate_atom_vs_ablate": 0.91248, "median_kl_atom": 0.404,
                             "median_kl_ablate": 1.2, "ratio_of_medians_random_over_atom": 4.9}, "unknown": 3}""");
        List<ComparedNumber> compared = PublishedComparison.ofResult(data, "92pct_substitution", result);
        assertThat(compared).extracting(number -> number.id() + ": " + number.outcome().label()).containsExactly(
                "sub.L9.n: inside rounding", "sub.L9.win: inside rounding", "sub.L9.win.fine: inside rounding", "sub.L9.medkl.atom: inside rounding",
                "sub.L9.medkl.delete: outside", "sub.ratio.columns#random: inside rounding");
        assertThat(compared.get(4).toJson()).hasToString("{\"id\":\"sub.L9.medkl.delete\",\"measured\":1.2,"
                + "\"published\":1.09,\"low\":null,\"high\":null,\"outcome\":\"outside\","
                + "\"why\":\"off by 0.11, no interval was printed\"}");
        assertThatThrownBy(() -> PublishedComparison.ofResult(data, "reader_traces", result))
                .isInstanceOf(InputException.class).hasMessageContaining("reader_traces");
    }

    /** The partition looks at any firing by default, and writes its sweep by threshold. */
    @Test
    void aPartitionHasItsOwnReadingsAndPaths() throws Exception {
        JsonNode result = new JsonMapper().readTree("""
                {"config": {"model": "Qwen3.5-0.8B", "layer": 9, "head": 4, "write": "raw", "select": "any"},
                 "partition": {"register_count": 222, "n_dead": 1700}, "registers_by_threshold": {"0.02": 243},
                 "mixtures": [{"bic": -400}, {"bic": -679.176}]}""");
        assertThat(PublishedComparison.ofResult(data, "partition", result))
                .extracting(number -> number.id() + ": " + number.outcome().label()).containsExactlyInAnyOrder(
                        "part.reg: inside rounding", "part.null: outside", "part.bic2: inside rounding",
                        "part.tau0.02.08b#register: inside rounding", "part.k32#register: outside", "part.k32#dead: outside");
    }

    /** Cells of several models are compared each by its own config; a model that is named with a k is found by it. */
    @Test
    void severalCellsOfSeveralModels() throws Exception {
        String cell = "{\"config\": {\"model\": \"%s\", \"layer\": 12, \"head\": 8, \"k\": %d}, \"partition\": {\"register_count\": %d}}";
        JsonNode result = new JsonMapper().readTree("{\"config\": {\"claim\": \"cross_arch_partition\"}, \"cells\": ["
                + cell.formatted("DeltaNet-1.3B", 64, 2) + "," + cell.formatted("DeltaNet-1.3B", 128, 6) + ","
                + cell.formatted("Qwen3.5-4B", 32, 219) + "]}");
        assertThat(PublishedComparison.ofResult(data, "cross_arch_partition", result))
                .extracting(number -> number.id() + ": " + number.outcome().label()).containsExactly("ca.dn64.counts#register: inside rounding",
                        "ca.dn128.counts#register: inside rounding", "ca.q4.counts#register: outside");
        JsonNode sweep = new JsonMapper().readTree("""
                {"config": {"model": "Qwen3.5-0.8B", "layer": 9, "head": 4, "k": 16}, "partition": {"register_count": 67}}""");
        assertThat(PublishedComparison.ofResult(data, "partition", sweep)).extracting(number -> number.id() + ": " + number.outcome().label())
                .containsExactly("part.k16#register: inside rounding");
        RunFacts other = new RunFacts("DeltaNet-1.3B", "12", "8", "32", OptionalInt.empty(), List.of());
        assertThat(one(other, "ca.dn64.cos", 0.218).why()).isEqualTo("other k: 32, published for DeltaNet-1.3B k=64");
    }

    /** A claim of several parts is judged by each part that has a published number. */
    @Test
    void severalPartsOfAClaim() throws Exception {
        String config = "'config': {'model': 'Qwen3.5-4B', 'layer': 12, 'head': 8}";
        String parts = "{'config': {'claim': 'falsification'}, 'parts': {'b': {" + config + ", 'summary': {'n_firings': 1}}, 'x': {" + config
                + ", 'summary': {'n_of_none': 2}}}}";
        assertThat(PublishedComparison.ofResult(data, "falsification", new JsonMapper().readTree(parts.replace('\'', '"'))))
                .singleElement().extracting(ComparedNumber::id, ComparedNumber::measured).containsExactly("fal.4b.win#n", 1.0);
    }

    /** Every field of the table leads to a published number of its claim. */
    @Test
    void theTableOfFieldsIsSound() {
        assertThat(data.fields().cells()).allSatisfy(cell -> {
            assertThat(data.claim(cell.claim())).as(cell.claim()).isNotNull();
            RunFacts run = new RunFacts(cell.model(), cell.layer(), cell.head(), null, OptionalInt.empty(), List.of());
            cell.fields().values().forEach(ids -> ids.forEach(id -> {
                assertThat(one(run, id, 0.5).why()).as(id).doesNotContain("other ");
                assertThat(data.number(PublishedNumber.idOf(id)).claim()).as(id).isEqualTo(cell.claim());
            }));
        });
    }

    private ComparedNumber one(RunFacts run, String id, double value) {
        return PublishedComparison.of(data, run, Map.of(id, value)).get(0);
    }
}
