package dev.penstock.healing.learned;

import dev.penstock.core.rule.HealingRule;

/**
 * A rule that is applied.
 *
 * @param id the one that it was learned or written with: an operator may have changed it since
 */
public record ActiveRule(String id, HealingRule rule) {}
