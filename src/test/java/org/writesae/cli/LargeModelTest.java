package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.DType;
import org.writesae.io.Npy;
import org.writesae.io.SafetensorsStream;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;

import static org.assertj.core.api.Assertions.assertThat;

/** A checkpoint of 150 MB in a heap of 80 MB: read layer by layer, it gives the bytes of one held in memory. */
class LargeModelTest {
    private static final int HIDDEN = 512;
    private static final int INTERMEDIATE = 2048;
    private static final int LAYERS = 8;
    private static final int VOCABULARY = 8000;
    private static final String CONFIG = """
            {"model_type": "qwen3_5_text", "vocab_size": 8000, "hidden_size": 512, "intermediate_size": 2048,
             "num_hidden_layers": 8, "full_attention_interval": 4, "linear_num_value_heads": 4, "linear_num_key_heads": 4,
             "linear_key_head_dim": 64, "linear_value_head_dim": 64, "linear_conv_kernel_dim": 4,
             "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64, "tie_word_embeddings": false,
             "rope_parameters": {"rope_type": "default", "rope_theta": 10000, "partial_rotary_factor": 0.25}}
            """;

    @TempDir
    private Path folder;

    @Test
    void needsLessHeapThanItsWeights() throws IOException, InterruptedException {
        Path model = Files.createDirectory(folder.resolve("large"));
        Files.writeString(model.resolve("config.json"), CONFIG);
        write(model.resolve("model.safetensors"));
        assertThat(Files.size(model.resolve("model.safetensors"))).isGreaterThan(150_000_000);
        int[] tokens = new SplittableRandom(3).ints(6 * 20, 0, VOCABULARY).toArray();
        Path corpus = folder.resolve("corpus.npy");
        Npy.write(corpus, Tensor.of("corpus", tokens, 6, 20));
        for (String heap : List.of("-Xmx80m", "-Xmx1g")) {
            java(heap, "extract", "--model", model, "--tokens", corpus, "--layers", "2,6", "--batch-size", 6, "--out",
                    folder.resolve("states" + heap));
            java(heap, "run", "--model", model, "--tokens", corpus, "--sequence", 1, "--dump", "logits,states", "--out",
                    folder.resolve("run" + heap + ".safetensors"));
        }
        assertThat(folder.resolve("run-Xmx80m.safetensors")).hasSameBinaryContentAs(folder.resolve("run-Xmx1g.safetensors"));
        for (String file : List.of("layer_2/head_0.npy", "layer_6/head_3.npy")) {
            assertThat(folder.resolve("states-Xmx80m").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("states-Xmx1g").resolve(file));
        }
    }

    private void java(String heap, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap,
                "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private static void write(Path file) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", new long[] {VOCABULARY, HIDDEN});
        for (int i = 0; i < LAYERS; i++) {
            layer(shapes, "model.layers." + i + ".", (i + 1) % 4 != 0);
        }
        shapes.put("model.norm.weight", new long[] {HIDDEN});
        shapes.put("lm_head.weight", new long[] {VOCABULARY, HIDDEN});
        SafetensorsWriter writer = new SafetensorsWriter();
        shapes.forEach((name, shape) -> writer.declare(name, DType.F32, shape));
        SplittableRandom random = new SplittableRandom(1);
        try (SafetensorsStream stream = writer.open(file)) {
            shapes.forEach((name, shape) -> {
                int size = 1;
                for (long axis : shape) {
                    size *= (int) axis;
                }
                float width = (float) (1 / Math.sqrt(shape[shape.length - 1]));
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = width * (float) (2 * random.nextDouble() - 1);
                }
                stream.write(values, 0, size);
            });
            stream.commit();
        }
    }

    private static void layer(Map<String, long[]> shapes, String at, boolean linear) {
        shapes.put(at + "input_layernorm.weight", new long[] {HIDDEN});
        if (linear) {
            String mixer = at + "linear_attn.";
            shapes.put(mixer + "in_proj_qkv.weight", new long[] {768, HIDDEN});
            shapes.put(mixer + "in_proj_z.weight", new long[] {256, HIDDEN});
            shapes.put(mixer + "in_proj_a.weight", new long[] {4, HIDDEN});
            shapes.put(mixer + "in_proj_b.weight", new long[] {4, HIDDEN});
            shapes.put(mixer + "conv1d.weight", new long[] {768, 1, 4});
            shapes.put(mixer + "A_log", new long[] {4});
            shapes.put(mixer + "dt_bias", new long[] {4});
            shapes.put(mixer + "norm.weight", new long[] {64});
            shapes.put(mixer + "out_proj.weight", new long[] {HIDDEN, 256});
        } else {
            String mixer = at + "self_attn.";
            shapes.put(mixer + "q_proj.weight", new long[] {512, HIDDEN});
            shapes.put(mixer + "k_proj.weight", new long[] {128, HIDDEN});
            shapes.put(mixer + "v_proj.weight", new long[] {128, HIDDEN});
            shapes.put(mixer + "q_norm.weight", new long[] {64});
            shapes.put(mixer + "k_norm.weight", new long[] {64});
            shapes.put(mixer + "o_proj.weight", new long[] {HIDDEN, 256});
        }
        shapes.put(at + "post_attention_layernorm.weight", new long[] {HIDDEN});
        shapes.put(at + "mlp.gate_proj.weight", new long[] {INTERMEDIATE, HIDDEN});
        shapes.put(at + "mlp.up_proj.weight", new long[] {INTERMEDIATE, HIDDEN});
        shapes.put(at + "mlp.down_proj.weight", new long[] {HIDDEN, INTERMEDIATE});
    }
}
