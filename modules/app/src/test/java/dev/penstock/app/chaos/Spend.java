package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Write.Outcome;

/**
 * What somebody asked a node to spend, and what came of it.
 *
 * @param outcome {@code DONE}: the node said that it is spent; {@code UNKNOWN}: it may be
 */
record Spend(String budget, long units, String node, Outcome outcome) {}
