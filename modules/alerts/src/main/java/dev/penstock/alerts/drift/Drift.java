package dev.penstock.alerts.drift;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a kind come more often than they used to.
 *
 * @param reference the share of them that is usual
 * @param referenceAnswers of how many answers that is known
 * @param window the share of them since it changed
 * @param windowAnswers how many answers came since
 * @param since when it changed, most probably
 * @param amounts the amounts behind it, where it is about amounts
 */
public record Drift(
        DriftMetric metric,
        double reference,
        long referenceAnswers,
        double window,
        long windowAnswers,
        Instant since,
        @Nullable Amounts amounts) {
    /**
     * What an amount was and is.
     *
     * @param usual the median of the reference
     * @param now the geometric mean since it changed
     */
    public record Amounts(double usual, double now) {}
}
