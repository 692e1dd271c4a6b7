package org.writesae.io.hub;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileChoiceTest {
    private static HubRepository repository(String... paths) {
        return new HubRepository("a/b", "main", "0".repeat(40), Stream.of(paths).map(path -> new HubFile(path, 10, null, "0".repeat(40))).toList());
    }

    private static List<String> chosen(List<String> include, List<String> exclude, String... paths) {
        return new FileChoice(include, exclude).of(repository(paths)).files().stream().map(HubFile::path).toList();
    }

    private static List<String> usual(String... paths) {
        return chosen(List.of(), List.of(), paths);
    }

    @Test
    void whatTheReadersRead() {
        assertThat(usual("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors.index.json",
                "model-00001-of-00002.safetensors", "pytorch_model.bin", "pytorch_model-00001-of-00002.bin", "model.gguf", "onnx/model.onnx",
                "tf_model.h5", "logo.png", ".gitattributes", "README.md", "LICENSE", "merges.txt", "model.pth")).containsExactly("config.json",
                "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors.index.json",
                "model-00001-of-00002.safetensors", "README.md", "LICENSE", "merges.txt");
        assertThat(usual("config.json", "pytorch_model.bin", "training_args.bin")).containsExactly("config.json", "pytorch_model.bin");
        assertThat(usual("writesae/qwen0p8b/L9_H4/best.pt", "results/x/summary.json", "predictions/1.npz", "LOAD_EXAMPLE.py"))
                .containsExactly("writesae/qwen0p8b/L9_H4/best.pt", "results/x/summary.json");
        assertThat(usual("rwkv.pth", "rwkv_vocab_v20230424.txt")).hasSize(2);
        assertThat(usual("one.pth", "two.pth", "README.md")).containsExactly("README.md");
        assertThat(usual("a/pytorch_model.bin", "b/model.safetensors")).hasSize(2);
        assertThat(usual("config.json", ".writesae-fetch.json")).containsExactly("config.json");
    }

    @Test
    void patternsAreThoseOfTheHub() {
        String[] files = {"a.json", "sub/b.json", "sub/deep/c.npz", "sub/deep/d.npz", "A.json"};
        assertThat(chosen(List.of("*.json"), List.of(), files)).containsExactly("a.json", "sub/b.json", "A.json");
        assertThat(chosen(List.of("sub/"), List.of("*/b.json"), files)).containsExactly("sub/deep/c.npz", "sub/deep/d.npz");
        assertThat(chosen(List.of("sub/deep/[!d].npz", "?.json"), List.of("A*"), files)).containsExactly("a.json", "sub/deep/c.npz");
        assertThat(chosen(List.of("[aA].json"), List.of(), files)).containsExactly("a.json", "A.json");
        assertThat(chosen(List.of(), List.of("sub/*"), files)).containsExactly("a.json", "A.json");
        assertThat(chosen(List.of("a[1].pt", "a+b.pt"), List.of(), "a1.pt", "a+b.pt", "aab.pt")).containsExactly("a1.pt", "a+b.pt");
        assertThat(chosen(List.of("[.pt"), List.of(), "[.pt", "x.pt")).containsExactly("[.pt");
    }

    @Test
    void nothingIsNoChoice() {
        assertThatThrownBy(() -> usual()).isInstanceOf(InputException.class).hasMessageContaining("a/b: has no files");
        assertThatThrownBy(() -> usual("x.png")).hasMessageContaining("none of its 1 files is wanted");
        assertThatThrownBy(() -> chosen(List.of("*.json", "flat_basline/*"), List.of(), "a.json")).hasMessageContaining("--include flat_basline/*: fits none");
        assertThatThrownBy(() -> chosen(List.of("*"), List.of("*"), "a.json")).hasMessageContaining("none of its 1 files");
        assertThatThrownBy(() -> chosen(List.of("[z-a]"), List.of(), "a.json")).isInstanceOf(InputException.class).hasMessageContaining("[z-a]");
    }
}
