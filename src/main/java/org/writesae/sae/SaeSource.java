package org.writesae.sae;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.writesae.io.Tensor;

/**
 * What a file holds, before any of it is interpreted.
 *
 * @param form    A, B, C or safetensors
 * @param state   tensors by the names of the file
 * @param config  stored configuration, empty where there is none
 * @param progress of the training, as far as stated
 * @param notes   what was noticed so far; further readers add to it
 */
record SaeSource(Path path, String form, Map<String, Tensor> state, Map<String, Object> config, Progress progress,
        List<String> notes) {

    /** Whether upstream's own strict loader wrote it, so that every tensor of the variant must be there. */
    boolean isStateDict() {
        return form.equals("A") || form.equals("safetensors");
    }
}
