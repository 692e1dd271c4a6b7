package org.writesae.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Figures of populations of atoms. */
class PopulationFigureTest {

    @Test
    void populationsAndTheirClasses() throws Exception {
        String atom = "{'class': '%s', 'median_cosine': %s, 'win_rate': %s, 'evaluated': true, 'median_delta_kl': 0.2, "
                + "'top1_changes_ablate': 0.5, 'top1_changes_atom': 0, 'n_firings_counted': %s}";
        String atoms = "[" + atom.formatted("register", "0.3", "0.9", "70") + ", " + atom.formatted("bundle", "-0.01", "0.4", "20") + "]";
        String population = "{'config': {'layer': 9, 'head': 4, 'cap': 30, 'min_firings': 5, 'threshold': 0.05, 'random': 'gaussian'}, "
                + "'summary': {'population': {'n_atoms': 2, 'mean_rate': 0.65, 'mean_rate_ci95': [0.4, 0.9], 'register_mean_rate': 0.9, "
                + "'bundle_mean_rate': 0.4, 'mann_whitney_p': 1, 'cosine_bins': [{'bin': 'cos < 0.00', 'n_atoms': 1, 'n_firings': 0}]}}, "
                + "'atoms': " + atoms + "}";
        assertThat(drawn("89pct_population_test_L9_H4", new JsonMapper().readTree(population.replace('\'', '"'))))
                .contains("layer 9 head 4", "registers, mean 90.0", "Random control: gaussian", "cos &lt; 0.00");
        String axis = "{'register_median': 0.2, 'bundle_median': 0.1, 'cliffs_delta': 0.4, 'dominance_2p_minus_1': 0.3, 'mann_whitney_p': 0.02}";
        String axes = "{'summary': {'n_registers': 1, 'n_bundles': 1, 'delta_kl': A, 'top1_changes_ablate': A, 'top1_changes_atom': A, "
                + "'n_firings_counted': A}, 'atoms': " + atoms + "}";
        assertThat(drawn("register_vs_bundle_appH", new JsonMapper().readTree(axes.replace("A,", axis + ",").replace("A}", axis + "}")
                .replace('\'', '"')))).contains("1 registers, 1 bundles", "0.400", "top-1 changes under deletion");
    }

    @Test
    void headsWithAndWithoutFirings() throws Exception {
        String json = "{'config': {'layer': 9}, 'summary': {'mean_rate': 0.8, 'sd_rate': 0.05, 'n_heads': 1, 'reference_head': 4, 'z': 0.5}, "
                + "'heads': [{'head': 4, 'n_firings': 7, 'win_rate_atom_vs_ablate': 0.8, 'win_rate_atom_vs_ablate_ci95': [0.5, 0.9]}, "
                + "{'head': 12, 'n_firings': 0}]}";
        assertThat(drawn("all_16_heads_L9_representativeness", new JsonMapper().readTree(json.replace('\'', '"'))))
                .contains("H4 is 0.500 standard deviations", "H12: –", "layer 9");
    }

    @Test
    void partsThatAreThere() throws Exception {
        String rate = "'win_rate_atom_vs_ablate': 0.4, 'win_rate_atom_vs_ablate_ci95': [0.3, 0.5]";
        String json = "{'parts': {'b': {'config': {'model': 'models/X', 'layer': 12, 'head': 8}, 'summary': {'n_firings': 600, " + rate
                + "}}, 'c': {'summary': {'n_firings': 9, 'median_kl_atom_rank1': 1, 'median_kl_atom_rank2': 2, 'median_log_ratio': 0.7, "
                + "'cliffs_delta': 0.1, 'dominance_2p_minus_1': 0.2, 'wilcoxon_log10_p': -5}}, 'f': {'config': {'feature_id': 87}, "
                + "'summary': {'n_firings': 3, 'natural': {'median_atom_over_ablate': 0.5, " + rate + "}, 'matched': "
                + "{'median_atom_over_ablate': 13, " + rate + "}}}}}";
        assertThat(drawn("falsification", new JsonMapper().readTree(json.replace('\'', '"')))).contains("b: X L12 H8: 40.0",
                "f: F87, native norm", "13.0 times that of deletion", "1.0×10⁻⁵").doesNotContain("e: null", "NaN");
    }

    private static String drawn(String claim, JsonNode result) {
        assertThat(ClaimFigures.html(claim, JsonNodeFactory.instance.objectNode())).isEmpty();
        return ClaimFigures.html(claim, result);
    }
}
