package org.writesae.experiment.install;

/**
 * A token that is to appear.
 *
 * @param label class of the token; the paper's are frequent, mid (rank 100 to 1000), rare, semantic
 * @param token its id
 */
public record InstallTarget(String label, int token) {
}
