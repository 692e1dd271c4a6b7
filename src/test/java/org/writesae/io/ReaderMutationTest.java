package org.writesae.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.sae.SaeCheckpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Damages valid files at random places, always the same ones. Whatever comes out, it is either a success or
 * an {@link InputException}, soon and in little memory.
 */
class ReaderMutationTest {
    private static final int MUTATIONS = 2_000;
    /** Every so many go through the file system and the checkpoint loader. */
    private static final int ON_DISK = 10;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"all_types.safetensors", "f4.npy", "big_fortran.npy", "stored.npz", "deflated.npz", "tensors.pt",
        "tensors_protocol4.pt", "tensors_deflated.pt", "form_a_bilinear.pt", "form_a_training.pt", "form_b_decoder_only.pt",
        "hostile_laughs.pt"})
    void damageIsAnInputExceptionOrHarmless(String name) throws Exception {
        byte[] valid = Files.readAllBytes(TestFiles.file(name));
        SplittableRandom random = new SplittableRandom(name.hashCode());
        Path file = directory.resolve(name);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] content = damaged(valid, random);
                try {
                    readAll(file, content, i % ON_DISK == 0);
                } catch (InputException refused) {
                    assertThat(refused).hasMessageContaining(name);
                } catch (Throwable wrong) {
                    throw new AssertionError("mutation " + i, wrong);
                }
            }
        });
    }

    private static byte[] damaged(byte[] valid, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return Arrays.copyOf(valid, random.nextInt(valid.length));
        }
        byte[] bytes = valid.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) 0xff;
                default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), (byte) random.nextInt(256));
            }
        }
        return bytes;
    }

    private static void readAll(Path file, byte[] content, boolean onDisk) throws IOException {
        String name = file.toString();
        MemorySegment bytes = MemorySegment.ofArray(content);
        if (name.endsWith(".npy")) {
            Npy.read(file, bytes).doubles();
        } else if (name.endsWith(".npz")) {
            Npz.read(file, bytes).values().forEach(Tensor::doubles);
        } else if (name.endsWith(".safetensors")) {
            TensorFile tensors = Safetensors.read(file, bytes, () -> {
            });
            tensors.names().forEach(key -> tensors.tensor(key).doubles());
        } else if (onDisk) {
            SaeCheckpoint.load(Files.write(file, content));
        } else {
            TorchFile.read(file, bytes).tensors().values().forEach(Tensor::doubles);
        }
    }
}
