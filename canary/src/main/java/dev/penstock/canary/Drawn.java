package dev.penstock.canary;

/**
 * A request that was drawn to a side of a rollout.
 *
 * @param rollout the rollout's id
 * @param stage its stage's number, from 0
 * @param scoring what makes its requests bad
 * @param concurrent whether it is on the part of the baseline's side that is as large as the candidate's
 * @param chance the candidate's share, in millionths
 * @param key a hash of its sticky key, or of its trace's id where it has none
 * @param keyless whether it has none, so that the same user's next request may fall elsewhere
 * @param trace its trace's id
 */
public record Drawn(
        String rollout,
        int stage,
        Scoring scoring,
        Arm arm,
        boolean concurrent,
        int chance,
        long key,
        boolean keyless,
        String trace) {}
