package org.writesae.experiment;

/**
 * A token whose probability a condition moved.
 *
 * @param condition  {@code atom}, {@code delete} or {@code random}
 * @param token      id
 * @param logNative  log p, nats
 * @param logMoved   log q, nats, under the condition
 * @param share      p (log p − log q), its term of KL(native ‖ condition), nats
 */
public record MovedToken(String condition, int token, double logNative, double logMoved, double share) {
}
