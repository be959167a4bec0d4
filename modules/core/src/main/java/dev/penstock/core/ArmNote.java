package dev.penstock.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request said in a rollout.
 *
 * @param rollout the rollout's id
 * @param stage its stage's number, from 0
 * @param candidate whether it is on the candidate's side
 * @param concurrent whether it is on the part of the current release's side that is as large as the candidate's
 * @param release the release of its side; another may have answered it
 * @param chance the candidate's share then, in millionths: how probable it was to be on the candidate's side
 * @param key a hash of its sticky key, or of its id where it has none
 * @param ownAttempts how many of its attempts its side is judged by: those up to the first that failed before its
 *     caller had anything; those after them are the baseline's, whose prompt and targets began anew where the candidate
 *     had failed
 * @param bad the guardrails by which it was bad, by their words; null where it has no score, for it ended before it
 *     showed anything
 */
public record ArmNote(
        String rollout,
        int stage,
        boolean candidate,
        boolean concurrent,
        String release,
        int chance,
        long key,
        int ownAttempts,
        @Nullable List<String> bad) {
    public ArmNote {
        bad = bad == null ? null : List.copyOf(bad);
    }
}
