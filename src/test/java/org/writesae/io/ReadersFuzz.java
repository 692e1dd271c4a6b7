package org.writesae.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches for input that makes a reader fail otherwise than by an {@link InputException}, with Jazzer watching
 * for started processes, reflection and files outside. Not part of the usual tests, since Jazzer
 * instruments every class of the JVM it runs in: {@code mvn test -Dtest=ReadersFuzz} replays the seeds,
 * {@code JAZZER_FUZZ=1 mvn test -Dtest=ReadersFuzz#torch} searches.
 */
class ReadersFuzz {

    static Stream<Arguments> torchSeeds() throws IOException {
        return seeds(".pt");
    }

    @MethodSource("torchSeeds")
    @FuzzTest(maxDuration = "2m")
    void torch(byte[] content) {
        ignoreRefusals(() -> TorchFile.read(Path.of("f"), MemorySegment.ofArray(content)).tensors().values().forEach(Tensor::doubles));
    }

    /** The pickle alone: the search need not find its way through a zip file. */
    @FuzzTest(maxDuration = "2m")
    void pickle(byte[] content) {
        TorchTensors.Data data = new TorchTensors.Data() {
            @Override
            public long byteSize(String key) {
                return 64;
            }

            @Override
            public Supplier<MemorySegment> littleEndian(String key, int width) {
                return () -> MemorySegment.ofArray(new byte[64]);
            }
        };
        ignoreRefusals(() -> PickleTree.finish("f",
                PickleMachine.run("f", content, new TorchVocabulary("f", new TorchTensors("f", data)))));
    }

    static Stream<Arguments> safetensorsSeeds() throws IOException {
        return seeds(".safetensors");
    }

    @MethodSource("safetensorsSeeds")
    @FuzzTest(maxDuration = "2m")
    void safetensors(byte[] content) {
        ignoreRefusals(() -> {
            TensorFile file = Safetensors.read(Path.of("f"), MemorySegment.ofArray(content), () -> {
            });
            file.names().forEach(name -> file.tensor(name).doubles());
        });
    }

    static Stream<Arguments> npySeeds() throws IOException {
        return seeds(".npy");
    }

    @MethodSource("npySeeds")
    @FuzzTest(maxDuration = "2m")
    void npy(byte[] content) {
        ignoreRefusals(() -> Npy.read(Path.of("f"), MemorySegment.ofArray(content)).doubles());
    }

    static Stream<Arguments> npzSeeds() throws IOException {
        return seeds(".npz");
    }

    @MethodSource("npzSeeds")
    @FuzzTest(maxDuration = "2m")
    void npz(byte[] content) {
        ignoreRefusals(() -> Npz.read(Path.of("f"), MemorySegment.ofArray(content)).values().forEach(Tensor::doubles));
    }

    private static void ignoreRefusals(Runnable reader) {
        try {
            reader.run();
        } catch (InputException refused) {
            // The one permitted failure.
        }
    }

    private static Stream<Arguments> seeds(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(TestFiles.file("expected.json").getParent())) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream().map(file -> {
                try {
                    return Arguments.of((Object) Files.readAllBytes(file));
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            });
        }
    }
}
