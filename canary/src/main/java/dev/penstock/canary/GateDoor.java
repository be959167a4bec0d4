package dev.penstock.canary;

import dev.penstock.core.rollout.GateAnswer;
import java.util.concurrent.CompletionStage;

/** Where another system is asked whether a rollout may leave its stage. */
@FunctionalInterface
public interface GateDoor {
    /**
     * Asks once. Never throws, and the stage never fails: what went wrong is a {@link GateAnswer.None}.
     *
     * @param webhook the name of the one to ask
     */
    CompletionStage<GateAnswer> ask(String webhook, GateQuestion question);
}
