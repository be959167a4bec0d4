package dev.penstock.canary;

import dev.penstock.core.state.RolloutState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where another system is asked whether a rollout may leave its stage. */
@FunctionalInterface
public interface GateDoor {
    /** Nobody can be asked: nothing is let through but by a person. */
    GateDoor CLOSED = (_, _, _) -> CompletableFuture.completedStage(false);

    /**
     * Asks once. Never throws, and the stage never fails: no answer is a no.
     *
     * @param webhook the name of the one to ask
     * @param why what was proven
     * @return whether it says yes
     */
    CompletionStage<Boolean> ask(String webhook, RolloutState rollout, String why);
}
