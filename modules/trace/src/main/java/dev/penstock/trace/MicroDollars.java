package dev.penstock.trace;

import java.math.BigDecimal;

/** Amounts of money as people and programs read them. */
public final class MicroDollars {
    private MicroDollars() {}

    /** Picodollars as an exact decimal number of microdollars, without needless zeros. */
    public static BigDecimal of(long picodollars) {
        BigDecimal exact = BigDecimal.valueOf(picodollars, 6).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }
}
