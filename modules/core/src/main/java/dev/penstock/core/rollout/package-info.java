/** What a rollout is decided by: its stages, its guardrails, and what they may cost. */
@NullMarked
package dev.penstock.core.rollout;

import org.jspecify.annotations.NullMarked;
