package org.writesae.reference.conformance;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import org.writesae.reference.GoldenData;

import static org.assertj.core.api.Assertions.assertThat;

/** Upstream's models with one thing wrong ({@code conformance_actuals.py}): which layer, and which weight. */
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

    private static Judgement judge(String id, boolean partial) {
        ConformanceCase golden = new Conformance(GoldenData.find()).get(id);
        return Judgement.of(golden, ActualTensors.read(WRONG.resolve(id + ".safetensors"), golden, null, partial).values(), null);
    }
}
