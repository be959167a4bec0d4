package dev.penstock.canary;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast evidence comes.
 *
 * @param all for how long that of rates has come: since the rollout began
 * @param ofStage for how long that of scores has come: since it was let into its stage
 * @param perSecond requests of the candidate at present
 */
record Pace(Duration all, Duration ofStage, double perSecond) {
    private static final double LONGEST_SECONDS = Duration.ofDays(3_650).toSeconds();

    /** A time that is worth telling; null where it is too long for that, or not known. */
    static @Nullable Duration rest(double seconds) {
        return seconds < LONGEST_SECONDS ? Duration.ofMillis((long) (seconds * 1e3)) : null;
    }
}
