package org.writesae.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;

/** Every kind of draw against torch 2.13, bit by bit. */
class GoldenDrawsTest {
    private static final Path FOLDER = Path.of("reference-data", "golden", "torch");
    private static final int END = 24;

    @ParameterizedTest
    @MethodSource("cases")
    void isTorchs(JsonNode expected) {
        TorchGenerator generator = new TorchGenerator(expected.get("seed").longValue());
        int size = expected.get("size").intValue();
        try (TensorFile file = Safetensors.open(FOLDER.resolve("draws.safetensors"))) {
            Tensor result = file.tensor(expected.get("key").textValue());
            ByteBuffer drawn = draw(generator, expected, size, file);
            assertThat(drawn.capacity()).isEqualTo(size * result.dtype().bytes());
            if (expected.has("crc32")) {
                assertThat(crc(drawn.array())).isEqualTo(expected.get("crc32").longValue());
            }
            int kept = (int) result.size();
            for (int i = 0; i < kept; i++) {
                int at = i < END || kept == size ? i : size - kept + i;
                assertThat(number(drawn, result.dtype().name(), at)).as("element %s", at)
                        .isEqualTo(number(bytes(result), result.dtype().name(), i));
            }
        }
    }

    static Stream<JsonNode> cases() {
        JsonNode cases = JsonFiles.read(FOLDER.resolve("draws.json")).get("cases");
        return StreamSupport.stream(cases.spliterator(), false);
    }

    private static ByteBuffer draw(TorchGenerator generator, JsonNode expected, int size, TensorFile file) {
        return switch (expected.get("call").textValue()) {
            case "randomInt64" -> {
                ByteBuffer bytes = buffer(8 * size);
                for (int i = 0; i < size; i++) {
                    bytes.putLong(generator.randomInt64());
                }
                yield bytes;
            }
            case "rand" -> bytes(generator.rand(size));
            case "randDouble" -> {
                ByteBuffer bytes = buffer(8 * size);
                bytes.asDoubleBuffer().put(generator.randDouble(size));
                yield bytes;
            }
            case "uniform" -> bytes(generator.uniform(size, expected.get("low").doubleValue(), expected.get("high").doubleValue()));
            case "randn" -> bytes(generator.randn(size));
            case "randnInParts" -> {
                ByteBuffer bytes = buffer(4 * size);
                expected.get("parts").forEach(part -> {
                    for (float value : generator.randn(part.intValue())) {
                        bytes.putFloat(value);
                    }
                });
                yield bytes;
            }
            case "randperm" -> bytes(generator.randperm(size));
            case "exponential" -> bytes(generator.exponential(size));
            case "multinomial" -> bytes(generator.multinomial(file.tensor(expected.get("weights").textValue()).floats(),
                    expected.get("samples").intValue()));
            case "state" -> bytes(afterState(generator, expected, size));
            default -> throw new AssertionError(expected.get("call"));
        };
    }

    /** Stores the state in the middle and goes on from it in another generator. */
    private static float[] afterState(TorchGenerator generator, JsonNode expected, int size) {
        generator.rand(expected.get("used").intValue());
        generator.randn(1);
        byte[] state = generator.state();
        assertThat(crc(state)).isEqualTo(expected.get("crc32State").longValue());
        TorchGenerator other = new TorchGenerator(0);
        other.restore(state);
        assertThat(other.state()).isEqualTo(state);
        return other.rand(size);
    }

    private static Object number(ByteBuffer values, String type, int i) {
        return switch (type) {
            case "F32" -> values.getFloat(4 * i);
            case "F64" -> values.getDouble(8 * i);
            case "I32" -> values.getInt(4 * i);
            default -> values.getLong(8 * i);
        };
    }

    private static ByteBuffer bytes(Tensor tensor) {
        return switch (tensor.dtype().name()) {
            case "F32" -> bytes(tensor.floats());
            case "I32" -> bytes(tensor.ints());
            case "F64" -> {
                ByteBuffer bytes = buffer(8 * (int) tensor.size());
                bytes.asDoubleBuffer().put(tensor.doubles());
                yield bytes;
            }
            default -> {
                ByteBuffer bytes = buffer(8 * (int) tensor.size());
                bytes.asLongBuffer().put(tensor.longs());
                yield bytes;
            }
        };
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes = buffer(4 * values.length);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private static ByteBuffer bytes(int[] values) {
        ByteBuffer bytes = buffer(4 * values.length);
        bytes.asIntBuffer().put(values);
        return bytes;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
