package dev.penstock.stats;

import java.util.SplittableRandom;

/**
 * Equal arms and users who stay on theirs; 2 % of the users fail in 60 % of their requests, the others in 0.5 %.
 *
 * @param users how many users there are
 * @param rho the candidate's share
 * @param requests how many requests come, each from any user
 */
record StickyUsers(int users, double rho, int requests) {
    private static final double UNLUCKY = 0.02;
    private static final double FAILURES_OF_UNLUCKY = 0.6;
    private static final double FAILURES_OF_OTHERS = 0.005;

    /** Whether harm is ever found, by all errors or by the first of each user. */
    Found watch(boolean firstOnly, double alpha, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] onCandidate = new boolean[users];
        boolean[] unlucky = new boolean[users];
        for (int user = 0; user < users; user++) {
            onCandidate[user] = random.nextDouble() < rho;
            unlucky[user] = random.nextDouble() < UNLUCKY;
        }
        boolean[] failed = new boolean[users];
        RateRatioTest test = RateRatioTest.harm(0);
        RatioEvidence evidence = RatioEvidence.NONE;
        for (int i = 1; i <= requests; i++) {
            int user = random.nextInt(users);
            if (random.nextDouble() >= (unlucky[user] ? FAILURES_OF_UNLUCKY : FAILURES_OF_OTHERS)) {
                continue;
            }
            if (!firstOnly || !failed[user]) {
                evidence = test.add(evidence, onCandidate[user], rho);
            }
            failed[user] = true;
            if (test.logE(evidence) >= -Math.log(alpha)) {
                return new Found(true, i, 0);
            }
        }
        return new Found(false, requests, 0);
    }
}
