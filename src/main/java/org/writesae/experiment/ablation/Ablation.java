package org.writesae.experiment.ablation;

import java.util.List;
import java.util.Set;

/**
 * Features that are left out together.
 *
 * @param features their coefficients are set to zero
 * @param texts    which texts are read so
 */
record Ablation(List<Integer> features, Set<Integer> texts) {
    Ablation {
        features = List.copyOf(features);
        texts = Set.copyOf(texts);
    }
}
