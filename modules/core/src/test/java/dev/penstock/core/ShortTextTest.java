package dev.penstock.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShortTextTest {
    private static final String LONG = "x".repeat(10_000_000);

    @Test
    void aTraceKeepsNoTextFromOutsideInItsWholeLength() {
        Attempt attempt = new Attempt(
                "t",
                "p",
                "m",
                0,
                0,
                0,
                0,
                0,
                null,
                0,
                200,
                new AttemptFailure.Inexpressible(LONG, LONG),
                null,
                null,
                List.of(),
                null,
                LONG,
                LONG,
                null,
                null,
                null,
                null,
                LONG);
        Trace trace = new Trace(
                "id",
                Instant.EPOCH,
                null,
                Dialect.OPENAI,
                "/",
                LONG,
                null,
                1,
                null,
                null,
                false,
                new RequestFacts("0", LONG, List.of(), Map.of(), List.of()),
                Choices.NONE,
                List.of(attempt),
                Outcome.REFUSE,
                400,
                LONG,
                0,
                0,
                null,
                null);
        assertThat(trace.toString()).hasSizeLessThan(5_000).contains("xxx...");
    }

    @Test
    void anErrorIsCutBetweenCharactersAndAShortOneIsLeftAlone() {
        assertThat(ApiError.of(ApiError.Kind.SERVER, "y".repeat(999) + "🌊").message())
                .isEqualTo("y".repeat(999) + "...");
        assertThat(ApiError.of(ApiError.Kind.SERVER, "short").message()).isEqualTo("short");
    }
}
