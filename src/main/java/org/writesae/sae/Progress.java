package org.writesae.sae;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the training was when a file was written; each is null where the file does not say.
 *
 * @param epoch      last epoch begun, from 0
 * @param step       optimiser steps done
 * @param valMse     mean squared error on the validation set
 * @param bestValMse lowest of them so far
 */
public record Progress(Integer epoch, Integer step, Double valMse, Double bestValMse) {
    static Progress from(Map<String, Object> stored) {
        return new Progress(integer(stored.get("epoch")), integer(stored.get("step")), real(stored.get("val_mse")),
                real(stored.get("best_val_mse")));
    }

    /** The known ones by upstream's names. */
    Map<String, Object> known() {
        Map<String, Object> known = new LinkedHashMap<>();
        putKnown(known, "epoch", epoch);
        putKnown(known, "step", step);
        putKnown(known, "val_mse", valMse);
        putKnown(known, "best_val_mse", bestValMse);
        return known;
    }

    private static void putKnown(Map<String, Object> known, String key, Object value) {
        if (value != null) {
            known.put(key, value);
        }
    }

    private static Integer integer(Object value) {
        return value instanceof Long number && number == number.intValue() ? Integer.valueOf(number.intValue()) : null;
    }

    private static Double real(Object value) {
        return value instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
    }
}
