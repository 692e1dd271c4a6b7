package org.writesae.model;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.InputException;
import org.writesae.model.families.Families;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A value of another type than its key has is refused; taking the default in its place would be other mathematics. */
class ConfigTypesTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            gdn-tiny;/text_config;rms_norm_eps;"1e-6"
            gdn-tiny;/text_config;rms_norm_eps;-1
            gdn-tiny;/text_config;rms_norm_eps;0
            gdn-tiny;/text_config;attn_output_gate;1
            gdn-tiny;/text_config;tie_word_embeddings;"false"
            gdn-tiny;/text_config;hidden_act;true
            gdn-tiny;/text_config/rope_parameters;partial_rotary_factor;-1
            gdn-tiny;/text_config/rope_parameters;partial_rotary_factor;"0.25"
            gdn-tiny;/text_config/rope_parameters;rope_theta;{}
            gdn-tiny;/text_config/rope_parameters;rope_type;7
            mamba2-tiny;;layer_norm_epsilon;true
            mamba2-tiny;;use_conv_bias;"yes"
            mamba2-random-b;;tie_embeddings;0
            rwkv7-random-a;;norm_eps;{}
            rwkv7-random-a;;fuse_norm;1
            rwkv7-random-a;;hidden_ratio;"4"
            gla-random-a;;expand_k;"0.5"
            gla-random-a;;use_gk;1
            deltanet-random-a;;norm_eps;2
            deltanet-random-a;;allow_neg_eigval;"false"
            """)
    void refused(String model, String at, String key, String value) throws Exception {
        JsonNode config = JSON.readTree(Path.of("reference-data/models", model, "config.json").toFile());
        ((ObjectNode) config.at(at == null ? "" : at)).set(key, JSON.readTree(value));
        Files.writeString(folder.resolve("config.json"), config.toString());
        assertThatThrownBy(() -> Families.config(folder)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(folder.resolve("config.json") + ": " + key + ": ");
    }
}
