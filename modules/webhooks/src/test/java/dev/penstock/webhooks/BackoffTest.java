package dev.penstock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void isARandomTimeOfUpToTwiceAsMuchAfterEachFailure() {
        assertThat(Backoff.after(1, 1, Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Backoff.after(1, 0.5, Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Backoff.after(4, 1, Duration.ZERO)).isEqualTo(Duration.ofSeconds(16));
        assertThat(Backoff.after(4, 0, Duration.ZERO)).isZero();
        assertThat(Backoff.after(1_000, 1, Duration.ZERO)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void isNotShorterThanTheEndpointWants() {
        assertThat(Backoff.after(1, 0.1, Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(30));
        assertThat(Backoff.after(1, 0.1, Duration.ofDays(3))).isEqualTo(Duration.ofMinutes(15));
    }
}
