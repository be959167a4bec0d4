package dev.penstock.core.config;

import dev.penstock.core.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What one token of a target costs, in picodollars (1,000,000 picodollars are a microdollar): the unit in which the
 * prices of today's models are whole numbers.
 *
 * @param input per input token that no cache held
 * @param cachedInput per input token read from the provider's cache
 * @param cacheWrite per input token written to it
 * @param output per output token
 * @param asOf the day on which the price was read
 * @param source where it was read, for whoever doubts it
 */
public record Price(
        long input,
        long cachedInput,
        long cacheWrite,
        long output,
        @Nullable LocalDate asOf,
        @Nullable String source) {
    private static final BigDecimal PICODOLLARS_PER_TOKEN = BigDecimal.valueOf(1_000_000);

    public Price {
        new Checks()
                .that(input >= 0, "input", input, "a price from 0")
                .that(cachedInput >= 0, "cached_input", cachedInput, "a price from 0")
                .that(cacheWrite >= 0, "cache_write", cacheWrite, "a price from 0")
                .that(output >= 0, "output", output, "a price from 0")
                .done();
    }

    /**
     * Picodollars a token for a price in dollars per million tokens, the way providers print it.
     *
     * @throws ArithmeticException if the price is finer than a picodollar a token, or absurdly high
     */
    public static long perMillionTokens(BigDecimal dollars) {
        return dollars.multiply(PICODOLLARS_PER_TOKEN).longValueExact();
    }

    /** The exact cost in picodollars of what an answer used. */
    public long cost(Usage usage) {
        return usage.input() * input
                + usage.cachedInput() * cachedInput
                + usage.cacheWrite() * cacheWrite
                + usage.output() * output;
    }
}
