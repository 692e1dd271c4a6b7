package org.writesae.stats;

import java.util.Arrays;

/** How unequally a total is shared: 0 where all have the same, (n − 1)/n where one has everything. */
public final class GiniCoefficient {
    private GiniCoefficient() {
    }

    /** 2 Σ i x_i / (n Σ x) − (n + 1)/n over the ascending values, i from 1; 0 of none, or of zeros. */
    public static double of(double[] values) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        double sum = Arrays.stream(ascending).sum();
        if (sum == 0) {
            return 0;
        }
        double weighted = 0;
        for (int i = 0; i < ascending.length; i++) {
            weighted += (i + 1) * ascending[i];
        }
        return 2 * weighted / (ascending.length * sum) - (ascending.length + 1.0) / ascending.length;
    }
}
