package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "24h, PT24H", "30d, PT720H", "0s, PT0S"})
    void aNumberAndAUnitAreADuration(String text, Duration meant) {
        assertThat(Durations.isOne(text)).isTrue();
        assertThat(Durations.parse(text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "d", "1.5d", "-1d", "1 d", "1D", "1w", "1d12h", "100000000000d"})
    void whatIsNoneIsRefused(String text) {
        assertThat(Durations.isOne(text)).isFalse();
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("no duration: " + text);
    }

    @ParameterizedTest
    @CsvSource({"PT0.5S, 500ms", "PT90S, 90s", "PT5M, 5m", "PT720H, 720h", "PT0S, 0s"})
    void aDurationIsSaidInTheLargestUnitUpToHours(Duration duration, String text) {
        assertThat(Durations.words(duration)).isEqualTo(text);
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    /** Whoever reads one may ask for its milliseconds. */
    @Test
    void theLongestCanBeCounted() {
        assertThat(Durations.parse("99999999999d").toMillis()).isPositive();
    }
}
