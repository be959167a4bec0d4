package dev.penstock.stats;

import java.util.SplittableRandom;

/** Equal arms; the candidate's share grows from 1 to 50 % while the error rate of both drifts from 1 to 5 %. */
final class DriftingRamp {
    private static final double[] SHARES = {0.01, 0.05, 0.25, 0.5};

    private final int requestsOfAStage;

    DriftingRamp(int requestsOfAStage) {
        this.requestsOfAStage = requestsOfAStage;
    }

    /** Whether the e-process ever finds harm. */
    Found watch(double alpha, long seed) {
        RateRatioTest test = RateRatioTest.harm(0);
        SplittableRandom random = new SplittableRandom(seed);
        RatioEvidence evidence = RatioEvidence.NONE;
        int requests = SHARES.length * requestsOfAStage;
        for (int i = 0; i < requests; i++) {
            double rho = SHARES[i / requestsOfAStage];
            boolean candidate = random.nextDouble() < rho;
            if (random.nextDouble() < errorRate(i)) {
                evidence = test.add(evidence, candidate, rho);
                if (test.logE(evidence) >= -Math.log(alpha)) {
                    return new Found(true, i + 1, 0);
                }
            }
        }
        return new Found(false, requests, 0);
    }

    /** Whether a z-test of all requests finds harm, looked at once, at the end. */
    Found judgeByZTest(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ArmCounts counts = new ArmCounts();
        int requests = SHARES.length * requestsOfAStage;
        for (int i = 0; i < requests; i++) {
            boolean candidate = random.nextDouble() < SHARES[i / requestsOfAStage];
            counts.add(candidate, random.nextDouble() < errorRate(i));
        }
        return new Found(counts.worse(), requests, 0);
    }

    private double errorRate(int request) {
        return 0.01 + 0.04 * request / (SHARES.length * requestsOfAStage);
    }
}
