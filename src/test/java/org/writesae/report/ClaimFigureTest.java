package org.writesae.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Figures of claims are drawn from what their result files hold, and not at all from files that hold something else. */
class ClaimFigureTest {

    /** A figure that is not in the list is never drawn. */
    @Test
    void everyFigureIsDrawn() {
        assertThat(ClaimFigures.all()).extracting(ClaimFigure::claim, figure -> figure.getClass().getName()).doesNotHaveDuplicates();
        assertThat(new ClassFileImporter().importPackages("org.writesae.report").stream()
                .filter(type -> type.isAssignableTo(ClaimFigure.class) && !type.isInterface()).map(JavaClass::getName))
                .isSubsetOf(ClaimFigures.all().stream().map(figure -> figure.getClass().getName()).toList());
    }

    @Test
    void erasingAndWriting() throws Exception {
        String edit = "{'n': 5, 'median_delta_logp': %s, 'median_delta_logp_ci95': [%s, %s]}";
        String json = ("{'summary': {'token_id': 32, 'erase': " + edit.formatted("-0.1", "-0.3", "0.02") + ", 'write': {'1': "
                + edit.formatted("0.01", "-0.01", "0.04") + "}, 'dose_response': {'n_positions': 5, 'slope': 0.02, 'p': 0.3, 'doses': ["
                + edit.formatted("0.01", "-0.01", "0.04").replace("{", "{'magnitude': 0.5, ") + "]}}}").replace('\'', '"');
        String html = drawn("memory_edit_F412", new JsonMapper().readTree(json));
        assertThat(html).contains("token 32", "+1 a*", "deleted: −0.100, −0.300 to 0.0200", "Dose response", "slope of 0.0200");
        assertThat(html.split("<figure>", -1)).hasSize(3);
    }

    @Test
    void perplexity() throws Exception {
        String json = ("{'config': {'layer': 9, 'conv': 'reset'}, 'matched': {'n_sequences': 3, 'baseline': {'perplexity': 20.5}, "
                + "'sae_results': {'bilinear': {'delta_pct': 1.25}, 'flat': {'delta_pct': -0.5}}}, 'one_by_one': {'n_sequences': 3, "
                + "'baseline': {'perplexity': 20.5}, 'per_head_deltas': {'flat': {'0': {'delta_pct': 0.125}}}}, 'svd': {'n_sequences': 3, "
                + "'baseline': {'perplexity': 20.5}, 'svd_results': {'2': {'delta_pct': 0}}}, 'curve': {'n_sequences': 3, 'n_subsets': 5, "
                + "'baseline': {'perplexity': 20}, 'baseline_ppl': 20, 'sae_types': ['flat'], 'flat': {'1': {'mean_ppl': 20.2, "
                + "'std_ppl': 0.1}, '2': {'mean_ppl': 20.4, 'std_ppl': 0}}}}").replace('\'', '"');
        String html = drawn("downstream_ppl", new JsonMapper().readTree(json));
        assertThat(html).contains("bilinear: +1.25\u202f%", "flat: −0.500\u202f%", "flat H0", "rank 2: 0\u202f%",
                "flat: 1 heads 1.00, 2 heads 2.00.", "convolutions start anew");
        assertThat(html.split("<figure>", -1)).hasSize(5);
    }

    @Test
    void pairsOfLosses() throws Exception {
        String json = ("{'config': {'control': 'add'}, 'summary': {'mean_delta_delete': 0.005, 'mean_delta_delete_ci95': [0.001, 0.01], "
                + "'mean_delta_random': 0.2, 'mean_delta_random_ci95': [0.1, 0.3], 'random_above_delete': 2}, 'records': ["
                + "{'delta_delete': -0.01, 'delta_random': 0.1}, {'delta_delete': 0.02, 'delta_random': 0.3}]}").replace('\'', '"');
        assertThat(drawn("passage_nll", new JsonMapper().readTree(json))).contains("2 passages", "added to them", "with random ones 0.200",
                "Random above deletion in 2.");
    }

    @Test
    void theLogitFormula() throws Exception {
        String json = ("{'config': {'layer': 2, 'head': 1}, 'figure': {'zero_parameter': [-3, 0.5], 'one_slope': [0.4, 0.6], 'per_triple': [1, 1], "
                + "'scatter': {'feature': 7, 'epsilon': 1.0, 'points': [[0.1, -0.2, 0.3], [0.2, 0.1, 0.15]]}}}").replace('\'', '"');
        String html = drawn("closed_form_R2_per_layer", new JsonMapper().readTree(json));
        assertThat(html).contains("layer 2 head 1", "1 of 2 cells without a fitted parameter", "Atom F7 at ε = 1.0", "no fitted parameter");
        assertThat(html.split("<figure>", -1)).hasSize(3);
    }

    @Test
    void raisedFeatures() throws Exception {
        String shift = "'cohens_d': -0.5, 'p_value': 0.04, ";
        String feature = "{'feature_idx': 7, 'property': 'line_count', 'rho': -0.3, 'n_prompts': 9, " + shift + "'reconstruction_cohens_d': 0.1}";
        String dose = "'main_property_cohens_d': -0.2, 'property_shifts': {'line_count': {'p_value': 0.5}}}";
        String json = ("{'parts': {'clamp': {'clamp': {'layer': 2, 'head': 1, 'gen_len': 60, 'n_prompts': 9, 'summary': {'n_direction_aligned': 1, "
                + "'sign_p': 0.5}, 'feature_results': [" + feature + "]}}, 'logit': {}, 'group': {'group': {'layer': 2, 'head': 1, 'gen_len': 60, "
                + "'n_prompts': 9, 'main_property': 'line_count', 'main_property_direction': -1.0, 'reconstruction': {" + dose + ", 'dose_results': "
                + "[{'dose': 4, " + dose + "], 'random_controls': [{'control_idx': 0, " + dose + "]}}}}").replace('\'', '"');
        String html = drawn("causal_clamp", new JsonMapper().readTree(json));
        assertThat(html).contains("F7 line count: 0.500.", "1 of 1 go the right way", "line count, which should fall", "4 of the group: 0.200.",
                "random group 1");
        assertThat(html.split("<figure>", -1)).hasSize(3);
    }

    @Test
    void signsOfEdits() throws Exception {
        String json = ("{'config': {'layer': 2, 'head': 1}, 'summary': {'n_trials': 2, 'plain_exact': {'sign_agreement': 0.5}}, "
                + "'points': [[-0.2, 0.3], [0.1, 0.15]]}").replace('\'', '"');
        assertThat(drawn("predictive_steering_84pct", new JsonMapper().readTree(json))).contains("50.0", "of 2 edits", "<circle");
    }

    @Test
    void collective() throws Exception {
        String json = ("{'collective': {'n_samples': 7, 'architectures': {'flat': {'pairwise_abs_cosine': {'mean_offdiag': 0.026}, "
                + "'mean_residual_mse_across_heads': 0.5, 'coherence': {'2': {'mean': 1.01, 'std': 0.02}, '16': {'mean': 1.08, 'std': 0.1}}}}}, "
                + "'correlation': {'sae_types': {'flat': {'cancellation_ratio': 0.25}}}}").replace('\'', '"');
        assertThat(drawn("collective_residual", new JsonMapper().readTree(json))).contains("flat: 2 heads 1.01, 16 heads 1.08.", "0.0260", "0.250");
        String alive = ("{'dead_threshold': 100, 'architectures': {'flat': {'summary': {'mean_alive_jaccard': 0.79, "
                + "'mean_alive_excess_over_random': 0.3}}}}").replace('\'', '"');
        assertThat(drawn("alive_overlap", new JsonMapper().readTree(alive))).contains("flat: 0.790, random 0.490.", "100 silent steps");
    }

    @Test
    void activations() throws Exception {
        String json = ("{'partitions': [{'run': {'tag': 'bilinear_jumprelu', 'seed': 42}, 'partition': {'n_features': 20, "
                + "'register_count': 5, 'bundle_count': 10}}]}").replace('\'', '"');
        String html = drawn("sae_family_invariance", new JsonMapper().readTree(json));
        assertThat(html).contains("jumprelu, seed 42", "registers", "bundles");
    }

    @Test
    void registersByModel() throws Exception {
        String cell = "{'model': 'm', 'layer': 2, 'head': 1, 'k': 8, 'register_count': %d, 'bundle_count': 3, 'n_dead': 4, "
                + "'median_register_cosine': %s}";
        String json = ("{'config': {'write': 'raw', 'threshold': 0.05}, 'summary': {'cells': [" + cell.formatted(5, "0.25") + ", "
                + cell.formatted(0, "null") + "]}}").replace('\'', '"');
        assertThat(drawn("cross_arch_partition", new JsonMapper().readTree(json))).contains("m L2 H1 k=8: 0.250. m L2 H1 k=8: no registers.",
                "5 / 3 / 4", "to the raw write");
    }

    @Test
    void featuresOfDictionaries() throws Exception {
        String json = ("{'config': {'layer': 9, 'head': 0}, 'n_val_samples': 7, 'sae_results': {'a': {'tag': 'flat_L9_H0', 'n_features': 8, "
                + "'gini_coefficient': 0.5, 'mse_distribution': {'mean': 0.25, 'p95': 0.75}, 'feature_frequency': {'n_alive': 6}}}}")
                .replace('\'', '"');
        assertThat(drawn("feature_quality", new JsonMapper().readTree(json))).contains("flat_L9_H0: 0.250.", "6 of 8, 0.500", "7 validation states");
        String courses = "{'config': {'positions': [1, 2]}, 'n_samples': 3, 'summary': {'flat': {'n_alive': 4, 'pct_late_emerging': 25}}}"
                .replace('\'', '"');
        assertThat(drawn("temporal", new JsonMapper().readTree(courses))).contains("flat late emerging: 25.0\u202f%.", "over 3 passages",
                "at 2 positions");
    }

    @Test
    void propertiesThatFeaturesFollow() throws Exception {
        String json = ("{'config': {'layer': 9, 'head': 0}, 'summary': {'n_samples': 5, 'n_alive': 4, 'n_interpretable_spearman': 1, "
                + "'n_interpretable_union': 3, 'held_out': {'n_alive': 2, 'n_interpretable_rf': 2}}, 'probe': {'property_summary': "
                + "{'n_words': {'n_correlated_features': 2, 'max_abs_rho': 0.5}, 'has_url': {'n_correlated_features': 0, 'max_abs_rho': 0.1}}}}")
                .replace('\'', '"');
        assertThat(drawn("probing", new JsonMapper().readTree(json))).contains("rank correlation: 1 of 4.", "any of them: 3 of 4.",
                "random forests, held out: 2 of 2.", "n words: 2, 0.500.").doesNotContain("has url");
    }

    @Test
    void featuresLeftOut() throws Exception {
        String config = "'config': {'layer': 9, 'head': 0, 'n_sequences': 4, 'conv': 'reset'}";
        String spread = "{'mean_abs_delta_loss': %s}";
        String test = "{'ratio_mean_abs': %s, 'cohens_d': 1.5, 'mann_whitney_p': 0.25, 'welch_p': null}";
        String json = ("{'parts': {'single': {" + config + ", 'summary': {'n_total': 2, 'n_causal_positive': 1, 'mean_selectivity': 0.0005}, "
                + "'feature_results': [{'feature_idx': 5, 'property': 'n_words', 'selectivity': 0.001}, "
                + "{'feature_idx': 7, 'property': 'semicolon_colon_density', 'selectivity': -0.002}]}, 'group': {" + config
                + ", 'summary': {'best_property': 'n_words', 'best_selectivity': 0.004}, 'property_results': {'n_words': {'dose_curve': "
                + "[{'selectivity': 0}, {'selectivity': 0.003}]}}}, 'random': {" + config + ", 'summary': {'n_alive_features': 8, "
                + "'n_random_directions': 6, 'alive_features': " + spread.formatted("0.25") + ", 'random_directions': " + spread.formatted("0.5")
                + ", 'comparison': " + test.formatted("0.5") + ", 'own_baselines': {'reconstruction_delta_loss': 0.375, 'random_directions': "
                + spread.formatted("0.125") + ", 'comparison': " + test.formatted("2") + "}}}}}").replace('\'', '"');
        String html = drawn("circuit_ablation", new JsonMapper().readTree(json));
        assertThat(html).contains("Selectivity. F7 semicolon colon density: −2.00. F5 n words: +1.00.", "2 largest of 2. 1 are above 0, mean 0.500 · 10⁻³ nats.",
                "Selectivity. n words: +3.00.", "n words, 4.00 · 10⁻³ nats.", "mean, 8 features", "mean, 6 directions", "by 0.375 nats", "4 texts, convolutions start anew");
        assertThat(html.split("<figure>", -1)).hasSize(4);
    }

    private static String drawn(String claim, JsonNode result) {
        assertThat(ClaimFigures.html(claim, JsonNodeFactory.instance.objectNode())).isEmpty();
        assertThat(ClaimFigures.html("no_claim", result)).isEmpty();
        return ClaimFigures.html(claim, result);
    }
}
