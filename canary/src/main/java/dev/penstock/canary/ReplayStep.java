package dev.penstock.canary;

import java.time.Instant;

/**
 * Something that a policy would have done.
 *
 * @param at by the clock of then
 * @param stage the number of the stage in which it would have done it, from 0
 * @param requests of the candidate's that were scored by then, in all stages
 * @param bad those of them that were bad by any guardrail when they were scored
 */
public record ReplayStep(Instant at, int stage, Decision decision, long requests, long bad) {}
