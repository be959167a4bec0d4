package dev.penstock.gateway;

import dev.penstock.canary.Scoring;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.RolloutBudget;
import dev.penstock.core.state.RolloutState;
import java.util.List;

/**
 * What requests need to know of the rollout that their route is in.
 *
 * @param id the rollout's
 * @param stage its stage's number, from 0
 * @param chance the candidate's share, in millionths
 * @param budgets what a candidate's request must hold a part of before it is sent
 */
record RolloutPlan(String id, int stage, int chance, Scoring scoring, List<Budget> budgets) {
    /** One that limits what the stage may cost its users, and its name in the escrow. */
    record Budget(RolloutBudget kind, String name) {}

    static RolloutPlan of(RolloutState rollout) {
        Exposure exposure = rollout.currentStage().exposure();
        return new RolloutPlan(
                rollout.id(),
                rollout.stage(),
                rollout.share().millionths(),
                Scoring.of(rollout.terms().policy()),
                RolloutBudget.of(exposure).stream()
                        .map(budget -> new Budget(budget, budget.name(rollout.id(), rollout.stage())))
                        .toList());
    }
}
