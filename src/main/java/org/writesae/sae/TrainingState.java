package org.writesae.sae;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.io.TorchFile;

/**
 * What a training needs besides the autoencoder to go on as if it had not been interrupted.
 *
 * @param adam      the optimiser
 * @param generator {@link TrainingDraws#state()}; null in upstream's own files, which do not store it
 */
public record TrainingState(AdamState adam, byte[] generator) {
    private static final String OPTIMIZER = "optimizer_state_dict";
    private static final String GENERATOR = "rng_state";

    /**
     * The training state in the file of {@code checkpoint}; empty for files of finished trainings.
     *
     * @throws InputException if it does not belong to this autoencoder
     */
    public static Optional<TrainingState> of(SaeCheckpoint checkpoint) {
        if (!checkpoint.form().equals("A") || !(TorchFile.read(checkpoint.path()).root() instanceof Map<?, ?> root)
                || !(root.get(OPTIMIZER) instanceof Map<?, ?> optimizer)) {
            return Optional.empty();
        }
        AdamState adam = AdamState.read(checkpoint.path(), optimizer, SaeShapes.parameters(checkpoint.config()));
        return Optional.of(new TrainingState(adam, generator(checkpoint, root.get(GENERATOR))));
    }

    /** By upstream's names, and torch's bytes of the generator under a name that upstream does not look at. */
    Map<String, Object> toTorch() {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put(OPTIMIZER, adam.toTorch());
        if (generator != null) {
            stored.put(GENERATOR, Tensor.of(GENERATOR, generator, generator.length));
        }
        return stored;
    }

    private static byte[] generator(SaeCheckpoint checkpoint, Object stored) {
        if (stored == null) {
            return null;
        }
        if (!(stored instanceof Tensor tensor) || tensor.rank() != 1) {
            throw InputException.at(checkpoint.path(), GENERATOR, "the bytes of torch's generator were expected");
        }
        int[] values = tensor.ints();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
