package dev.penstock.canary;

import dev.penstock.core.rollout.GateAnswer;
import java.time.Instant;

/**
 * What the webhook that is the gate of a stage said last to this node.
 *
 * @param at when it was asked
 */
public record Asked(Instant at, GateAnswer answer) {}
