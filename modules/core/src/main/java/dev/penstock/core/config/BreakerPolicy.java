package dev.penstock.core.config;

import java.time.Duration;

/**
 * When a target is not asked for a while because it fails.
 *
 * @param enabled whether it ever is left alone for that
 * @param volume attempts below which a share says nothing
 * @param window what counts as lately: between half of it and all of it is looked back on
 * @param failureShare the share of the attempts, or of the streams that had begun, that must fail
 * @param openFor how long the target is left alone, and how far apart its probes are
 * @param slowFactor a first token that takes so many times as long as the target's usual one counts as a failure
 */
public record BreakerPolicy(
        boolean enabled, int volume, Duration window, double failureShare, Duration openFor, double slowFactor) {
    /** Two probes of the default come within 10 s, so that a target that is back serves again by then. */
    public static final BreakerPolicy DEFAULT =
            new BreakerPolicy(true, 20, Duration.ofSeconds(10), 0.5, Duration.ofSeconds(5), 10);

    public BreakerPolicy {
        new Checks()
                .range("volume", volume, 2, 1_000_000)
                .duration("window", window, Duration.ofSeconds(1), Duration.ofMinutes(10))
                .that(
                        failureShare >= 0.01 && failureShare <= 1,
                        "failure_share",
                        failureShare,
                        "a number from 0.01 to 1")
                .duration("open_for", openFor, Duration.ofMillis(100), Duration.ofMinutes(10))
                .number("slow_factor", slowFactor, 2, 1_000)
                .done();
    }
}
