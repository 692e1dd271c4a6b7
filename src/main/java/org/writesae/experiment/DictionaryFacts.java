package org.writesae.experiment;

/**
 * What is known of the dictionary a run substituted from. Text may be null where the
 * checkpoint does not say.
 *
 * @param checkpointForm which layout the checkpoint had: A state dictionary, B pickled module, C alias of B
 * @param saeType variant, as inferred from the tensors: bilinear, rank1, flat, …
 * @param nFeatures number of atoms
 * @param k firing features per state
 * @param sparsity topk, batchtopk, …
 * @param orientation which axis of a state its atoms have first: key-value or value-key
 * @param centring what was subtracted from the states: none, mean, …
 * @param trainingPositions which states it was trained on: final-token, mixed, …
 */
public record DictionaryFacts(String checkpointForm, String saeType, int nFeatures, int k, String sparsity,
        String orientation, String centring, String trainingPositions) {
}
