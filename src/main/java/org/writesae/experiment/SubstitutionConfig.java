package org.writesae.experiment;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * Everything that identifies a run of the replacement test, as its result file states it. Text may be
 * null where an upstream file does not say; counts are then −1.
 *
 * @param layer layer of the cell, from 0
 * @param head head of the cell, from 0
 * @param featureIds the features studied, in the order asked for
 * @param saeCheckpoint name of the checkpoint
 * @param model name of the base model
 * @param tokens name of the token file
 * @param tokenizerSize ids the model knows (rows of its embedding)
 * @param cap most firings kept per feature
 * @param seed of the random control and of the resampling statistics
 * @param readings the choices between readings of the paper
 * @param dictionary what is known of the dictionary
 * @param modelSemantics how the model's cache behaves where implementations differ: the convolution
 *        window is carried or reset between calls
 * @param version of this software
 * @param baseline what was substituted in place of the atoms; null for the atoms themselves
 * @param fetched [{path, repo, commit, sha256}] of the files among these that came from a hub; empty where none did
 */
public record SubstitutionConfig(int layer, int head, List<Integer> featureIds, String saeCheckpoint, String model,
        String tokens, int tokenizerSize, int cap, int seed, SubstitutionReadings readings,
        DictionaryFacts dictionary, String modelSemantics, String version,
        String baseline, ArrayNode fetched) {

    /** How the interval beside the win rate is made; the others are named by their keys. */
    public static final String CI_TYPE = "wilson";

    public SubstitutionConfig {
        featureIds = List.copyOf(featureIds);
    }
}
