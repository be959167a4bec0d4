package dev.penstock.canary;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict depends on besides the evidence.
 *
 * @param frozen why nothing may be given to the route now, in a sentence; null where something may
 * @param eval what came out of the eval of the candidate against the baseline
 * @param asked what the webhook that is the stage's gate said last to this node, since the rollout has been in the
 *     stage; null where it said nothing
 * @param costGranted whether no node can be granted more of what the stage's attempts may cost
 * @param idle for how long no request of the candidate was scored
 */
public record Conditions(
        Instant now,
        @Nullable String frozen,
        Eval eval,
        @Nullable Asked asked,
        boolean costGranted,
        Duration idle) {
    /** What came out of an eval. */
    public enum Eval {
        /** There was none. */
        NONE,
        PASSED,
        FAILED
    }

    /** Where nothing else is to be looked at. */
    public static Conditions at(Instant now) {
        return new Conditions(now, null, Eval.NONE, null, false, Duration.ZERO);
    }
}
