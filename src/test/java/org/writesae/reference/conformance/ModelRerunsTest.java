package org.writesae.reference.conformance;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.reference.GoldenData;

import static org.assertj.core.api.Assertions.assertThat;

/** Upstream's models with one thing wrong ({@code conformance_actuals.py}): which layer, and which weight, number or order. */
class ModelRerunsTest {
    private static final Path WRONG = Path.of("src/test/resources/conformance/wrong");

    @Test
    void aWeightThatIsLostInOneLayer() {
        Judgement judgement = judge("model/gdn-tiny/short3", false);
        assertThat(judgement.first().orElseThrow().wanted().name()).isEqualTo("layers.4.alpha");
        assertThat(judgement.verdicts()).filteredOn(verdict -> verdict.wanted().name().matches("layers\\.[0-3]\\..*"))
                .isNotEmpty().allMatch(TensorVerdict::ok);
        assertThat(judgement.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.text()).isEqualTo("what models/gdn-tiny gives with "
                    + "model.language_model.layers.4.linear_attn.dt_bias taken for 0");
            assertThat(finding.closeness().within()).isTrue();
        });
    }

    @Test
    void aWeightThatIsWrongInAllLayers() {
        Judgement judgement = judge("model/mamba2-tiny/short3", true);
        assertThat(judgement.first().orElseThrow().wanted().name()).startsWith("layers.0.");
        assertThat(judgement.missing()).contains("layers.5.alpha");
        assertThat(judgement.findings()).filteredOn(finding -> finding.kind() == Finding.Kind.INPUTS).extracting(Finding::text)
                .containsExactly("what models/mamba2-tiny gives with backbone.layers.*.mixer.conv1d.weight reversed along its last axis");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            theta           | text_config.rope_parameters.rope_theta 10000.0 in the place of 1.0E7
            eps             | text_config.rms_norm_eps 1.0E-5 in the place of 1.0E-6
            key-heads       | value head h on key head h mod 2
            attention-heads | query head h on key and value head h mod 2
            rotation        | the rotation of dimensions 2j and 2j + 1 in the place of j and j + 4
            gates           | the rows of self_attn.q_proj taken as all queries, then all gates
            """)
    void anotherConfigOrOrder(String file, String what) {
        Judgement judgement = judge("model/gdn-tiny/short3", Path.of("src/test/resources/conformance/wrong-models", file + ".safetensors"), true);
        assertThat(judgement.findings()).filteredOn(finding -> finding.kind() == Finding.Kind.INPUTS).first()
                .satisfies(finding -> assertThat(finding.text()).isEqualTo("what models/gdn-tiny gives with " + what));
    }

    private static Judgement judge(String id, boolean partial) {
        return judge(id, WRONG.resolve(id + ".safetensors"), partial);
    }

    private static Judgement judge(String id, Path actual, boolean partial) {
        ConformanceCase golden = new Conformance(GoldenData.find()).get(id);
        return Judgement.of(golden, ActualTensors.read(actual, golden, null, partial).values(), null);
    }
}
