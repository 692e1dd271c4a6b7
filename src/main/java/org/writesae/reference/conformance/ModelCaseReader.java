package org.writesae.reference.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.reference.ClosedObject;

/** Reads and checks one case of a whole model. */
final class ModelCaseReader {
    private static final Set<String> HEADER = Set.of("schema", "id", "object", "about", "model", "state_positions", "source",
            "class", "limit", "result", "flags");
    private static final String TOKENS = "tokens";

    private enum Result { VALID, INVALID }

    private final Path file;
    private final Path data;
    private final ClosedObject header;

    ModelCaseReader(Path file) {
        this.file = file;
        this.data = ModelCases.tensors(file);
        this.header = new ClosedObject(file, "", JsonFiles.read(file), HEADER, Set.of());
        if (!header.text("id").equals(ModelCases.id(file))) {
            throw header.bad("id", "\"" + header.text("id") + "\", expected the place of the file, \"" + ModelCases.id(file) + "\"");
        }
    }

    boolean valid() {
        return header.choice("result", Result.class) == Result.VALID;
    }

    /** @param invalid cases of the same model that hold mistakes */
    ConformanceCase read(List<ModelCaseReader> invalid) {
        try (TensorFile tensors = Safetensors.open(data)) {
            int[] tokens = tensors.tensor(TOKENS).ints();
            List<Wanted> wanted = new ArrayList<>();
            for (String name : ModelOrder.sorted(limits())) {
                wanted.add(Wanted.ofModel(tensors.tensor(name), limit(name)));
            }
            List<Mistake> mistakes = invalid.stream().map(reader -> reader.mistake(tokens)).filter(found -> found != null).toList();
            return new ConformanceCase(header.text("id"), header.text("model"), header.text("about"), "",
                    List.of(Tensor.of(TOKENS, tokens, tokens.length)), wanted, mistakes, null,
                    folder());
        }
    }

    /** Beside the golden folder, which holds {@code model/<model>/<case>.json}. */
    private Path folder() {
        return file.toAbsolutePath().getParent().resolve("../../..").normalize().resolve(header.text("model"));
    }

    private List<String> limits() {
        List<String> names = new ArrayList<>();
        for (Iterator<String> keys = tensorLimits().fieldNames(); keys.hasNext();) {
            names.add(keys.next());
        }
        return names;
    }

    private JsonNode tensorLimits() {
        return header.get("limit").path("tensors");
    }

    private double limit(String tensor) {
        JsonNode limit = tensorLimits().path(tensor).path("limit");
        if (!limit.isNumber()) {
            throw InputException.at(file, "limit.tensors." + tensor + ".limit", "a number was expected");
        }
        return limit.doubleValue();
    }

    /** What this case holds, for a text that begins with its tokens; null for another text. */
    private Mistake mistake(int[] text) {
        try (TensorFile tensors = Safetensors.open(data)) {
            int[] tokens = tensors.tensor(TOKENS).ints();
            if (tokens.length > text.length || !Arrays.equals(tokens, Arrays.copyOf(text, tokens.length))) {
                return null;
            }
            Map<String, double[]> outputs = new LinkedHashMap<>();
            limits().forEach(name -> outputs.put(name, tensors.tensor(name).doubles()));
            return new Mistake(header.text("id"), header.texts("flags"), header.text("about"), outputs);
        }
    }
}
