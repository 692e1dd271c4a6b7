package org.writesae.io.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HubTokenTest {
    @TempDir
    private Path home;

    private String found(Map<String, String> environment) {
        return HubToken.find(environment, home).map(HubToken::header).orElse("none");
    }

    @Test
    void theVariableComesBeforeTheFile() throws IOException {
        assertThat(found(Map.of())).isEqualTo("none");
        Path file = home.resolve(".cache/huggingface/token");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "hf_file\n");
        assertThat(found(Map.of())).isEqualTo("Bearer hf_file");
        assertThat(found(Map.of("HF_TOKEN", " hf_one\r\n", "HUGGING_FACE_HUB_TOKEN", "hf_two"))).isEqualTo("Bearer hf_one");
        assertThat(found(Map.of("HF_TOKEN", "", "HUGGING_FACE_HUB_TOKEN", "hf_two"))).isEqualTo("Bearer hf_two");
    }

    @Test
    void theFileCanBeElsewhere() throws IOException {
        Files.writeString(home.resolve("token"), "hf_home");
        Files.writeString(home.resolve("own"), "hf_own");
        Files.createDirectory(home.resolve("huggingface"));
        Files.writeString(home.resolve("huggingface/token"), "hf_cache");
        String folder = home.toString();
        assertThat(found(Map.of("HF_HOME", folder))).isEqualTo("Bearer hf_home");
        assertThat(found(Map.of("XDG_CACHE_HOME", folder))).isEqualTo("Bearer hf_cache");
        assertThat(found(Map.of("XDG_CACHE_HOME", folder, "HF_HOME", folder, "HF_TOKEN_PATH", home.resolve("own").toString())))
                .isEqualTo("Bearer hf_own");
    }

    @Test
    void nothingPrintsIt() {
        Optional<HubToken> token = HubToken.find(Map.of("HF_TOKEN", "hf_secret"), home);
        assertThat(token.orElseThrow()).hasToString("the token from HF_TOKEN");
        assertThatThrownBy(() -> HubToken.find(Map.of("HF_TOKEN", "hf_secret\nX-Other: 1"), home)).isInstanceOf(InputException.class)
                .hasMessageContaining("HF_TOKEN").hasMessageNotContaining("secret");
    }
}
