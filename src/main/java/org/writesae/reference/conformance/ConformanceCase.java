package org.writesae.reference.conformance;

import java.nio.file.Path;
import java.util.List;

import org.writesae.io.Tensor;
import org.writesae.reference.GoldenCase;

/**
 * Inputs, and what an implementation has to make of them.
 *
 * @param id       {@code folder/name}
 * @param subject  the kernel, the model or the autoencoder: {@code GatedDelta#sequence}, {@code models/gdn-tiny}
 * @param about    what the case tests
 * @param equation what is computed, empty for what is not a kernel
 * @param inputs   by name; a number is a tensor without axes
 * @param wanted   in the order in which they are computed
 * @param mistakes known mistakes on the same inputs
 * @param golden   the kernel call, or null
 * @param model    folder of the model, or null
 */
public record ConformanceCase(String id, String subject, String about, String equation, List<Tensor> inputs,
        List<Wanted> wanted, List<Mistake> mistakes, GoldenCase golden, Path model) {

    public ConformanceCase {
        inputs = List.copyOf(inputs);
        wanted = List.copyOf(wanted);
        mistakes = List.copyOf(mistakes);
    }

    public List<String> wantedNames() {
        return wanted.stream().map(Wanted::name).toList();
    }
}
