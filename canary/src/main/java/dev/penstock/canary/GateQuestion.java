package dev.penstock.canary;

import dev.penstock.core.state.RolloutState;

/**
 * Whether a rollout may leave its stage.
 *
 * @param proven what was proven, in a sentence
 * @param candidate the candidate's requests that count, of all stages; none in a stage of hand-made cases
 * @param baseline likewise
 */
public record GateQuestion(RolloutState rollout, String proven, Tally candidate, Tally baseline) {}
