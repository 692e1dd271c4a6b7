package org.writesae.io;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShardedSafetensorsTest {
    @TempDir
    private Path temporary;
    private Path model;

    @BeforeEach
    void writeShards() throws Exception {
        model = Files.createDirectory(temporary.resolve("model"));
        new SafetensorsWriter().put(Tensor.of("a", new float[] {1}, 1)).write(model.resolve("model.safetensors-00001-of-00002.safetensors"));
        new SafetensorsWriter().put(Tensor.of("b", new float[] {2}, 1)).write(temporary.resolve("blob"));
        Files.createSymbolicLink(model.resolve("odd name.bin"), temporary.resolve("blob"));
    }

    private void index(String weightMap) throws Exception {
        Files.writeString(model.resolve("model.safetensors.index.json"),
                "{\"metadata\": {\"total_size\": 8}, \"weight_map\": " + weightMap.replace('\'', '"') + "}");
    }

    @Test
    void theIndexLeadsToEveryShard() throws Exception {
        index("{'b': 'odd name.bin', 'a': 'model.safetensors-00001-of-00002.safetensors'}");
        try (TensorFile file = ShardedSafetensors.open(model)) {
            assertThat(file.names()).containsExactly("b", "a");
            assertThat(file.tensor("b").floats()).containsExactly(2);
            assertThat(file.tensor("a").floats()).containsExactly(1);
            assertThat(file.metadata()).containsEntry("total_size", "8");
            assertThat(file.tensor("b").where()).endsWith("odd name.bin: b");
            assertThatThrownBy(() -> file.tensor("c")).isInstanceOf(InputException.class).hasMessageContaining("index.json: c: no such tensor");
        }
    }

    /** transformers takes model.safetensors where both are there, so an index that leads elsewhere is another model. */
    @Test
    void anIndexBesideAnotherCheckpointIsRefused() throws Exception {
        new SafetensorsWriter().put(Tensor.of("a", new float[] {3}, 1)).write(model.resolve("model.safetensors"));
        index("{'a': 'model.safetensors-00001-of-00002.safetensors'}");
        assertThatThrownBy(() -> ShardedSafetensors.open(model)).isInstanceOf(InputException.class)
                .hasMessageContaining("index.json: weight_map: does not list the model.safetensors beside it");
        index("{'a': 'model.safetensors', 'b': 'odd name.bin'}");
        try (TensorFile file = ShardedSafetensors.open(model)) {
            assertThat(file.tensor("a").floats()).containsExactly(3);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'a': '../blob'} | weight_map.a: the shard ../blob lies outside the directory",
        "{'a': 'x/../../blob'} | lies outside the directory",
        "{'a': '..'} | lies outside the directory",
        "{'a': '/etc/passwd'} | weight_map.a: the shard /etc/passwd lies outside the directory",
        "{'a': 'x\\\\..\\\\blob'} | lies outside the directory",
        "{'a': 'nul\\u0000'} | weight_map.a: not a file name",
        "{'a': 'gone.safetensors'} | weight_map.a: the shard gone.safetensors is missing",
        "{'c': 'odd name.bin'} | weight_map.c: the shard odd name.bin has no such tensor; closest: b",
        "{'a': 3} | weight_map.a: a file name was expected",
        "[] | weight_map: an object",
        "{} | weight_map: an object",
    })
    void badIndexesAreNamed(String weightMap, String message) throws Exception {
        index(weightMap);
        assertThatThrownBy(() -> ShardedSafetensors.open(model)).isInstanceOf(InputException.class)
                .hasMessageContaining("model.safetensors.index.json").hasMessageContaining(message);
    }

    @Test
    void withoutAnIndexTheOnlyFileIsTaken() throws Exception {
        try (TensorFile file = ShardedSafetensors.open(model)) {
            assertThat(file.names()).containsExactly("a");
        }
        Files.copy(temporary.resolve("blob"), model.resolve("second.safetensors"));
        assertThatThrownBy(() -> ShardedSafetensors.open(model)).isInstanceOf(InputException.class).hasMessageContaining("found 2");
        Files.copy(temporary.resolve("blob"), model.resolve("model.safetensors"));
        try (TensorFile file = ShardedSafetensors.open(model)) {
            assertThat(file.names()).containsExactly("b");
        }
    }
}
