package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestsTest {
    /**
     * Near the end of what a clock can tell, for it may begin anywhere. Not a constant to the compiler: it would warn.
     */
    private static final long NOW = Long.parseLong("9223372036854774807");

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Rests rests = new Rests();

    @Test
    void whoAskedIsLeftAloneUntilTheTimeIsOver() {
        rests.rest("small", SECOND, NOW);

        assertThat(rests.left("small", NOW)).isEqualTo(SECOND);
        assertThat(rests.left("small", NOW + 999_999_999)).isEqualTo(Duration.ofNanos(1));
        assertThat(rests.left("small", NOW + 1_000_000_000)).isNull();
        assertThat(rests.left("small", NOW)).as("it is forgotten").isNull();
        assertThat(rests.left("big", NOW)).isNull();
    }

    @Test
    void theLaterOfTwoTimesHolds() {
        rests.rest("small", SECOND.multipliedBy(3), NOW);
        rests.rest("small", SECOND, NOW);
        assertThat(rests.left("small", NOW)).isEqualTo(SECOND.multipliedBy(3));
    }

    @Test
    void aDayIsNotBelieved() {
        rests.rest("small", Duration.ofDays(1), NOW);
        assertThat(rests.left("small", NOW)).isEqualTo(Rests.LONGEST);
    }
}
