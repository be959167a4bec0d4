package dev.penstock.canary;

import dev.penstock.core.state.RolloutState;
import java.util.List;

/**
 * What a policy would have done with recorded requests.
 *
 * @param steps in their order
 * @param phase {@code RUNNING}, {@code PAUSED}, {@code COMPLETED} or {@code ROLLED_BACK}
 * @param verdict how it stood at the end
 * @param requests how many were on their sides until then: the others came later
 */
public record Replay(List<ReplayStep> steps, RolloutState.Phase phase, RolloutVerdict verdict, long requests) {
    public Replay {
        steps = List.copyOf(steps);
    }
}
