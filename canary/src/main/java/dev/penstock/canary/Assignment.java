package dev.penstock.canary;

import dev.penstock.core.Share;

/**
 * The side of a split that a request is on, and why.
 *
 * @param bucket where its key falls, from 0
 * @param share the candidate's: it has the buckets below
 * @param keyless whether there was no sticky key, so that the user's next request may fall elsewhere
 */
public record Assignment(Arm arm, int bucket, Share share, boolean keyless) {
    /**
     * Whether it is on the part of the baseline's side that is as large as the candidate's: the buckets next to its, or
     * all of the baseline's where these are fewer.
     */
    public boolean isConcurrent() {
        return arm == Arm.BASELINE && bucket < 2 * share.millionths();
    }

    /** Why it is on this side. */
    public String reason() {
        return "bucket " + bucket + " of " + Share.WHOLE + (arm == Arm.CANDIDATE ? " < " : " >= ") + share.millionths()
                + (keyless ? ", by trace id" : "");
    }
}
