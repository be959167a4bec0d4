package dev.penstock.config;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Makes prices out of dollars, exactly. What is not said is taken from the side that bills too much rather than too
 * little: a token read from a cache costs as much as any other input, and so does one written to it, or twice as much
 * in the dialect whose providers take up to that.
 */
final class Prices {
    private static final BigDecimal PICODOLLARS = BigDecimal.TEN.pow(12);
    private static final BigDecimal MOST_PER_MILLION = BigDecimal.valueOf(1_000_000);
    private static final String EXPECTED = "dollars per million tokens, from 0 to 1000000 with at most 6 decimals";

    private final @Nullable Dialect dialect;

    Prices(@Nullable Dialect dialect) {
        this.dialect = dialect;
    }

    /** The price that an operator wrote, in dollars per million tokens; null, and mistakes, if it is none. */
    @Nullable
    Price read(Section section) {
        Long input = perMillion(section, "input");
        Long cachedInput = perMillion(section, "cached_input");
        Long cacheWrite = perMillion(section, "cache_write");
        Long output = perMillion(section, "output");
        for (String required : new String[] {"input", "output"}) {
            if (!section.has(required)) {
                section.missing(required, EXPECTED);
            }
        }
        LocalDate asOf = date(section);
        String source = section.text("source", "a text");
        return section.make(() -> price(input == null ? 0 : input, cachedInput, cacheWrite, output, asOf, source));
    }

    /** A price with what is missing filled in. */
    Price price(
            long input,
            @Nullable Long cachedInput,
            @Nullable Long cacheWrite,
            @Nullable Long output,
            @Nullable LocalDate asOf,
            @Nullable String source) {
        return new Price(
                input,
                cachedInput == null ? input : cachedInput,
                cacheWrite == null ? safeCacheWrite(input) : cacheWrite,
                output == null ? 0 : output,
                asOf,
                source);
    }

    private long safeCacheWrite(long input) {
        return dialect == Dialect.ANTHROPIC ? 2 * input : input;
    }

    /** Picodollars a token for dollars a token, up to the next one; null if that is no price. */
    static @Nullable Long perToken(BigDecimal dollars) {
        boolean usable = dollars.signum() >= 0 && dollars.compareTo(BigDecimal.ONE) <= 0;
        return usable
                ? dollars.multiply(PICODOLLARS)
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact()
                : null;
    }

    private static @Nullable Long perMillion(Section section, String key) {
        BigDecimal dollars = section.decimal(key);
        if (dollars == null) {
            return null;
        }
        boolean usable = dollars.signum() >= 0
                && dollars.compareTo(MOST_PER_MILLION) <= 0
                && dollars.stripTrailingZeros().scale() <= 6;
        if (!usable) {
            section.wrong(key, Shown.quoted(dollars.toString()), "expected " + EXPECTED);
            return null;
        }
        return Price.perMillionTokens(dollars);
    }

    private static @Nullable LocalDate date(Section section) {
        String expected = "a day like 2026-11-01";
        String text = section.text("as_of", expected);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            section.wrong("as_of", Shown.quoted(String.valueOf(text)), "expected " + expected);
            return null;
        }
    }
}
