package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "644,-,644",
                "1.5,9,2",
                "-,2,2000",
                "-,0.5,500",
                "-,'Sat, 21 Nov 2026 10:00:07 GMT',7000",
                "-,'Sat, 21 Nov 2026 09:00:00 GMT',0",
                "soon,tomorrow,-",
                "-5,-,-",
                "-,-,-"
            })
    void theWaitIsReadInEveryForm(String millis, String seconds, Long expected) {
        Map<String, String> headers = new HashMap<>();
        headers.put("retry-after-ms", millis);
        headers.put("retry-after", seconds);
        assertThat(RetryAfter.read(headers::get, NOW)).isEqualTo(expected == null ? null : Duration.ofMillis(expected));
    }

    @Test
    void theLimitThatIsUsedUpSaysWhenItIsOver() {
        Map<String, String> headers = Map.of(
                "x-ratelimit-remaining-requests",
                "59",
                "x-ratelimit-reset-requests",
                "1s",
                "x-ratelimit-remaining-tokens",
                "0",
                "x-ratelimit-reset-tokens",
                "2m52.8s");
        assertThat(RetryAfter.read(headers::get, NOW)).isEqualTo(Duration.ofMillis(172_800));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"547ms,547", "6m0s,360000", "1h,3600000", "1s2,-", "s,-", "'',-"})
    void aBrokenResetIsNone(String reset, Long expected) {
        Map<String, String> headers = Map.of("x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", reset);
        assertThat(RetryAfter.read(headers::get, NOW)).isEqualTo(expected == null ? null : Duration.ofMillis(expected));
    }
}
