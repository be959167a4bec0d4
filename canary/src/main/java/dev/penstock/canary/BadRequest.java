package dev.penstock.canary;

/**
 * The first bad request of a sticky key, by some guardrails.
 *
 * @param bits the guardrails by which no request of the key was bad before, by their places in the policy
 * @param chance the candidate's share when it was drawn, in millionths
 * @param key as {@link ArmOutcome#key}
 * @param trace its trace's id; empty of the baseline's, which nobody is shown
 */
record BadRequest(int bits, int chance, Arm arm, long key, String trace) {}
