package org.writesae.model.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EndTokensTest {
    @TempDir
    private Path folder;

    private void config(String text) throws IOException {
        Files.writeString(folder.resolve("config.json"), text);
    }

    @Test
    void whatTheDirectoryStates() throws IOException {
        config("{\"model_type\": \"mamba2\", \"eos_token_id\": 2}");
        assertThat(EndTokens.of(folder)).containsExactly(2);
        config("{\"model_type\": \"qwen3_5\", \"eos_token_id\": 1, \"text_config\": {\"eos_token_id\": 248044}}");
        assertThat(EndTokens.of(folder)).containsExactly(248044);
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": null}");
        assertThat(EndTokens.of(folder)).containsExactly(248044);
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [248046, 248044]}");
        assertThat(EndTokens.of(folder)).containsExactly(248044, 248046);
        config("{\"model_type\": \"rwkv7\", \"eos_token_id\": 2}");
        assertThat(EndTokens.of(folder)).containsExactly(0);
    }

    @Test
    void aCheckpointWithoutConfigIsRwkvs() throws IOException {
        assertThat(EndTokens.of(Files.writeString(folder.resolve("rwkv7.pth"), ""))).containsExactly(0);
        assertThat(EndTokens.of(folder)).containsExactly(0);
    }

    @Test
    void noneOrBroken() throws IOException {
        config("{}");
        assertThat(EndTokens.of(folder)).isEmpty();
        config("{\"eos_token_id\": [1, \"</s>\"]}");
        assertThatThrownBy(() -> EndTokens.of(folder)).isInstanceOf(InputException.class)
                .hasMessageContaining("config.json: eos_token_id: a token id or an array of them was expected, found \"</s>\"");
    }
}
