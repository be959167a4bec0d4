package dev.penstock.healing.learned;

import dev.penstock.core.rule.RuleAction;
import org.jspecify.annotations.Nullable;

/**
 * What one healed request teaches.
 *
 * @param healedBy the action that would have prevented the failure; null if it was healed in a way that can only come
 *     after it
 */
public record Lesson(Symptom symptom, @Nullable RuleAction healedBy) {}
