package org.writesae.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SelectivityFigureTest {

    private static String drawn(String claim, String json) throws Exception {
        assertThat(ClaimFigures.html(claim, JsonNodeFactory.instance.objectNode())).isEmpty();
        return ClaimFigures.html(claim, new JsonMapper().readTree(json.replace('\'', '"')));
    }

    @Test
    void bySizeAndCell() throws Exception {
        String one = "{'mean': 0.9, 'ci95': [0.7, 1.1], 'min': 0.8, 'chance': 0.92}";
        String html = drawn("selectivity", "{'summary': {'by_k': {'random': {'1': " + one + ", '20': " + one + "}, 'orthogonal': {'1': "
                + one + ", '20': " + one + "}}}, 'cells': [{'cell': 'L9H4', 'mean': {'random': [1, 0.75]}}, "
                + "{'cell': 'L9H5', 'mean': {'random': [1, 0.875]}}]}");
        assertThat(html).contains("K = 20", "L9H5", "2 cells, the least 0.750", "orthogonal: K 1 0.900 K 20 0.900");
    }

    @Test
    void readersOfAnAtom() throws Exception {
        String html = drawn("reader_traces", "{'features': [{'feature_id': 53, 'n_contexts': 20, 'readers': [{'layer': 17, 'head': 10, "
                + "'ratio': 6.07}, {'layer': 20, 'head': 1}]}, {'feature_id': 63, 'n_contexts': 0, 'readers': []}]}");
        assertThat(html).contains("Readers of F53", "L17 H10 6.07.", "20 firings").doesNotContain("F63", "L20");
    }
}
