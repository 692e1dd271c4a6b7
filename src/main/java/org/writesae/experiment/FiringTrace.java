package org.writesae.experiment;

import java.util.List;

/**
 * Every quantity of one firing of the replacement test, in the order in which they are computed.
 *
 * @param record what the replacement test stores of this firing
 * @param token  the token at the firing
 * @param read   the token whose next-token distribution is compared
 * @param values the quantities
 * @param moved  tokens that the conditions moved most, by |share|
 */
public record FiringTrace(SubstitutionRecord record, int token, int read, List<TraceValue> values,
        List<MovedToken> moved) {

    /** The quantity of that name. */
    public TraceValue value(String id) {
        return values.stream().filter(value -> value.id().equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id));
    }
}
