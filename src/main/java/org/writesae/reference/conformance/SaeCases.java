package org.writesae.reference.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.reference.ClosedObject;

/** Autoencoders as cases for another implementation: {@code sae/<model>/<checkpoint>} of the golden folder. */
final class SaeCases {
    private static final String FOLDER = "sae";
    private static final Set<String> HEADER = Set.of("schema", "id", "object", "about", "checkpoint", "states", "n_dead",
            "smallest_margin_rank_k", "source", "class", "limit", "result", "flags");
    private static final String STATES = "states";
    /** In the order in which they are computed. */
    private static final List<String> WANTED = List.of("pre", "coefficients", "reconstruction", "mse", "aux");

    private SaeCases() {
    }

    /**
     * The cases whose ids contain a text, in order of their ids.
     *
     * @param golden the golden folder
     */
    static List<ConformanceCase> of(Path golden, String part) {
        List<ConformanceCase> found = new ArrayList<>();
        for (Path folder : ModelCases.list(golden.resolve(FOLDER))) {
            if (Files.isDirectory(folder)) {
                ModelCases.headers(folder).stream().filter(header -> ModelCases.id(header).contains(part))
                        .forEach(header -> found.add(read(header)));
            }
        }
        return found;
    }

    private static ConformanceCase read(Path file) {
        ClosedObject header = new ClosedObject(file, "", JsonFiles.read(file), HEADER, Set.of());
        double limit = new ClosedObject(file, "limit", header.get("limit"), Set.of("maxScaledUlp", "measured", "reason"), Set.of())
                .number("maxScaledUlp");
        try (TensorFile tensors = Safetensors.open(ModelCases.tensors(file))) {
            Tensor states = tensors.tensor(STATES);
            List<Wanted> wanted = WANTED.stream().map(name -> Wanted.ofSae(tensors.tensor(name), limit)).toList();
            return new ConformanceCase(ModelCases.id(file), header.text("checkpoint"), header.text("about"), "",
                    List.of(Tensor.of(STATES, states.floats(), states.shape())), wanted, List.of(), null, null);
        }
    }
}
