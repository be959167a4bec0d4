package dev.penstock.canary;

import dev.penstock.core.rollout.RolloutBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict depends on besides the evidence.
 *
 * @param frozen why nothing may be given to the route now, in a sentence; null where something may
 * @param eval what came out of the eval of the candidate against the baseline
 * @param gateOpen whether the webhook that is the stage's gate has said yes
 * @param spent the budgets of the stage of which no node can be granted more
 * @param idle for how long no request of the candidate was scored
 */
public record Conditions(
        Instant now, @Nullable String frozen, Eval eval, boolean gateOpen, Set<RolloutBudget> spent, Duration idle) {
    public Conditions {
        spent = Set.copyOf(spent);
    }

    /** What came out of an eval. */
    public enum Eval {
        /** There was none. */
        NONE,
        PASSED,
        FAILED
    }

    /** Where nothing else is to be looked at. */
    public static Conditions at(Instant now) {
        return new Conditions(now, null, Eval.NONE, false, Set.of(), Duration.ZERO);
    }
}
