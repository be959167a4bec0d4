/**
 * Tests and bounds that may be looked at after every request: e-processes and confidence sequences.
 *
 * <p>An e-process is what a gambler owns who began with 1 and bets against a hypothesis. While the hypothesis holds,
 * the chance that it ever reaches {@code 1/alpha} is at most alpha (Ville's inequality), however often it is looked at.
 * All are told as natural logarithms. What is here is pure: no time, no chance, no input or output.
 */
@NullMarked
package dev.penstock.stats;

import org.jspecify.annotations.NullMarked;
