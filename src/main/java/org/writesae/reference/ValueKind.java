package org.writesae.reference;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What kind of value a result file holds under a key, which decides how far two runs may lie apart: the
 * allowed difference is the larger of {@code relative · |expected|} and {@code absolute}.
 */
public enum ValueKind {
    /** Counts, ids, positions, seeds: equal. */
    COUNT(0, 0),
    /** Divergences in nats and their medians. */
    KL(1e-4, 1e-8),
    /** Quotients of two divergences. */
    KL_RATIO(2e-4, 1e-8),
    /** Shares of firings and their intervals: equal, unless a firing changed sides. */
    RATE(0, 1e-12),
    /** Statistics of ranks, which swap when divergences move a little: loose then, as NUMBER otherwise. */
    RANK(1e-3, 1e-3),
    /** p values, compared by order of magnitude when divergences moved, as NUMBER otherwise. */
    PROBABILITY(1e-3, 1e-3),
    /** Cosines: near zero, where terms cancel, only the absolute difference means anything. */
    COSINE(1e-6, 1e-8),
    /** Any other real number. */
    NUMBER(1e-6, 1e-12),
    /** Text, true, false, null, and the shape of the file: equal. */
    TEXT(0, 0),
    /** Where something came from or how long it took: shown, not judged. */
    PROVENANCE(0, 0);

    private static final Set<String> PROVENANCE_KEYS = Set.of("sae_checkpoint", "model", "tokens", "version",
            "code_sha", "fetched", "repo", "commit", "sha256", "device", "backend", "path", "file", "date", "time", "time_s", "threads");
    private static final Set<String> RANK_KEYS = Set.of("wilcoxon_statistic", "wilcoxon_log10_p", "sign_flip_p",
            "cliffs_delta");

    private final double relative;
    private final double absolute;

    ValueKind(double relative, double absolute) {
        this.relative = relative;
        this.absolute = absolute;
    }

    double relative() {
        return relative;
    }

    double absolute() {
        return absolute;
    }

    boolean isNumeric() {
        return this != TEXT && this != PROVENANCE;
    }

    /** The kind of a leaf: by its key first, then by what the two values are. */
    static ValueKind of(String key, JsonNode actual, JsonNode expected) {
        if (PROVENANCE_KEYS.contains(key) || key.matches(".*_(path|file|dir|sha|seconds)")) {
            return PROVENANCE;
        }
        if (!actual.isNumber() || !expected.isNumber()) {
            return TEXT;
        }
        ValueKind named = named(key);
        if (named != NUMBER) {
            return named;
        }
        return actual.isIntegralNumber() && expected.isIntegralNumber() ? COUNT : NUMBER;
    }

    private static ValueKind named(String key) {
        if (RANK_KEYS.contains(key)) {
            return RANK;
        }
        if (key.contains("ratio_") || key.endsWith("_ratio")) {
            return KL_RATIO;
        }
        if (key.startsWith("kl_") || key.contains("_kl_")) {
            return KL;
        }
        if (key.contains("_rate") || key.startsWith("strict_chain") || key.startsWith("dominance")) {
            return RATE;
        }
        if (key.equals("cosine") || key.endsWith("_cosine")) {
            return COSINE;
        }
        return key.endsWith("_p") || key.equals("p") || key.equals("p_value") ? PROBABILITY : NUMBER;
    }
}
