package org.writesae.reference.published;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as plain text, the same in tables, sentences and reports. */
public final class Numbers {
    private static final int MOST_DECIMALS = 5;

    private Numbers() {
    }

    /** With this many decimals, or as short as it reads back where the number of decimals is negative. */
    static String text(double value, int decimals) {
        if (decimals >= 0 && decimals <= MOST_DECIMALS) {
            return String.format(Locale.ROOT, "%." + decimals + "f", value);
        }
        return shortest(new BigDecimal(Double.toString(value)));
    }

    /** Decimals of the shortest text that reads back. */
    static int decimals(double value) {
        return Math.max(0, new BigDecimal(Double.toString(value)).stripTrailingZeros().scale());
    }

    /** To a number of significant digits, without closing zeros: 0.92373, 1.07e-6, 4851. */
    public static String significant(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e9;
        return shortest(whole ? BigDecimal.valueOf((long) value)
                : new BigDecimal(value).round(new MathContext(digits)));
    }

    private static String shortest(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        if (stripped.signum() != 0 && (exponent < -4 || exponent > 9)) {
            BigDecimal mantissa = stripped.scaleByPowerOfTen(-exponent);
            return mantissa.toPlainString() + "e" + exponent;
        }
        return stripped.toPlainString();
    }
}
