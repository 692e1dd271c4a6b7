package org.writesae.io;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TorchFileTest {

    @ParameterizedTest
    @ValueSource(strings = {"tensors.pt", "tensors_protocol4.pt", "tensors_deflated.pt"})
    void everyTensorIsReadBitForBit(String name) {
        TorchFile file = TorchFile.read(TestFiles.file(name));
        String expected = name.equals("tensors_deflated.pt") ? "tensors.pt" : name;
        String[] keys = TestFiles.expectedNames(expected);
        assertThat(keys).hasSizeGreaterThan(20);
        for (String key : keys) {
            TestFiles.assertExpected(expected, key, (Tensor) file.at("tensors." + key));
        }
        assertThat(((Tensor) file.at("tensors.transposed")).where()).endsWith(name + ": tensors.transposed");
    }

    @Test
    void bigEndianStoragesAreTurnedAround() {
        TorchFile file = TorchFile.read(TestFiles.file("tensors_big_endian.pt"));
        TestFiles.assertExpected("tensors_big_endian.pt", "x", (Tensor) file.at("x"));
        TestFiles.assertExpected("tensors_big_endian.pt", "y", (Tensor) file.at("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensors.pt", "tensors_protocol4.pt"})
    void pythonValuesBecomeTheirPlainCounterparts(String name) {
        TorchFile file = TorchFile.read(TestFiles.file(name));
        assertThat(file.at("values.size")).isEqualTo(List.of(2L, 3L));
        assertThat(file.at("values.device")).isEqualTo("cuda:1");
        assertThat(file.at("values.dtype")).hasToString("torch.bfloat16");
        assertThat(file.at("values.np_float")).isEqualTo(0.1);
        assertThat(file.at("values.np_int")).isEqualTo(-5L);
        assertThat(file.at("values.np_bool")).isEqualTo(true);
        assertThat(((Tensor) file.at("values.np_array")).requireShape(2, 3).doubles()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(file.at("values.none")).isNull();
        assertThat(file.at("values.big")).isEqualTo(BigInteger.TWO.pow(70));
        assertThat(file.at("values.negative")).isEqualTo(-(1L << 40));
        assertThat(file.at("values.tuple")).isEqualTo(List.of(1L, "two", 3.0));
        assertThat(file.at("values.set")).isEqualTo(List.of(7L));
        assertThat(file.at("values.nested.1.a.3")).isEqualTo(4L);
        assertThat(file.at("values.namespace.lr")).isEqualTo(0.5);
        assertThat(file.at("values.pairs")).isEqualTo(Map.of("(9, 4)", "L9H4"));
        assertThat(file.at("values.path")).isEqualTo("a/b");
        assertThat(file.at("values.text")).isEqualTo("Σ αβγ 🙂");
        assertThat(file.at("values.ordered")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsExactly(Map.entry("z", 1L), Map.entry("a", 2L));
        assertThat(file.at("values.default")).isEqualTo(Map.of("x", 1L));
        assertThat((byte[]) file.at("values.bytes")).containsExactly(0, 0xff);
    }

    @Test
    void unknownModulesAreAttributeMaps() {
        TorchFile file = TorchFile.read(TestFiles.file("form_b_decoder_only.pt"));
        PickledObject module = (PickledObject) file.at("sae");
        assertThat(module.className()).isEqualTo("some_lab.models.WriteSae");
        assertThat(((Tensor) file.at("sae.decoder.v")).shape()).containsExactly(12, 6);
        assertThat(file.at("sae.decoder.activation")).hasToString("torch.nn.functional.relu");
        assertThat(file.at("sae.config.k")).isEqualTo(7L);
        assertThat(file.tensors()).containsKey("sae._modules.decoder._parameters.w");
    }

    @Test
    void missingPlacesNameTheClosest() {
        TorchFile file = TorchFile.read(TestFiles.file("form_a_bilinear.pt"));
        assertThat(file.at("model_state_dict.V_dec")).isInstanceOf(Tensor.class);
        assertThatThrownBy(() -> file.at("model_state_dict.V_dce")).isInstanceOf(InputException.class)
                .hasMessageContaining("form_a_bilinear.pt: model_state_dict.V_dce: nothing there; closest: V_dec");
    }
}
