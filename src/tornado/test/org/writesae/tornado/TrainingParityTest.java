package org.writesae.tornado;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.writesae.cli.Main;
import org.writesae.sae.SaeType;

import static org.assertj.core.api.Assertions.assertThat;

/** Training on the device ends with the files of training on the JVM, whatever the variant. */
class TrainingParityTest {
    @TempDir
    private Path folder;

    private Path train(SaeType type, String device) {
        Path out = folder.resolve(device);
        assertThat(Main.run("train", "--sae-type", type.label(), "--data-dir", folder.toString(), "--layer", "0", "--head", "0",
                "--n-features", "60", "--k", "4", "--epochs", "3", "--batch-size", "64", "--resample-every", "5",
                "--jumprelu-bandwidth-schedule", "cosine_to_zero", "--output-dir", out.toString(), "--device", device)).isZero();
        return out.resolve(type.label() + "_L0_H0");
    }

    @ParameterizedTest
    @EnumSource
    void theFilesAreTheSame(SaeType type) throws IOException {
        Path states = Path.of("reference-data/golden/training/states.npy");
        Files.copy(states, Files.createDirectories(folder.resolve("layer_0")).resolve("head_0.npy"));
        Path jvm = train(type, "jvm");
        Path device = train(type, "tornado");
        for (String file : new String[]{"best.pt", "final.pt", "config.json"}) {
            assertThat(device.resolve(file)).hasSameBinaryContentAs(jvm.resolve(file));
        }
    }
}
