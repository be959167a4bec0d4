package dev.penstock.core;

import dev.penstock.core.config.Checks;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A part of a whole, in millionths, so that it is exact.
 *
 * @param millionths from 0 (nothing) to {@link #WHOLE} (everything)
 */
public record Share(int millionths) {
    public static final int WHOLE = 1_000_000;
    public static final Share NOTHING = new Share(0);

    private static final int PERCENT = WHOLE / 100;

    public Share {
        new Checks().range("share", millionths, 0, WHOLE).done();
    }

    /**
     * The share of a percentage.
     *
     * @throws dev.penstock.core.config.BadConfig if it is not from 0 to 100, or finer than 0.0001
     */
    public static Share ofPercent(BigDecimal percent) {
        boolean inRange = percent.signum() >= 0 && percent.compareTo(BigDecimal.valueOf(100)) <= 0;
        BigDecimal millionths = inRange ? percent.multiply(BigDecimal.valueOf(PERCENT)) : BigDecimal.ZERO;
        boolean fine = millionths.stripTrailingZeros().scale() <= 0;
        new Checks()
                .that(inRange && fine, "share", percent.toPlainString(), "percent from 0 to 100 in steps of 0.0001")
                .done();
        return new Share(millionths.setScale(0, RoundingMode.UNNECESSARY).intValueExact());
    }

    /** In percent. */
    public BigDecimal percent() {
        BigDecimal exact = BigDecimal.valueOf(millionths)
                .divide(BigDecimal.valueOf(PERCENT))
                .stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }

    @Override
    public String toString() {
        return percent().toPlainString() + " %";
    }
}
