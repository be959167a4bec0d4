package dev.penstock.stats;

import java.util.SplittableRandom;

/**
 * Independent requests, dealt to two arms.
 *
 * @param baseline the baseline's error rate
 * @param candidate the candidate's error rate
 * @param rho the candidate's share
 */
record Traffic(double baseline, double candidate, double rho) {
    /** Watches at every error, until there is enough evidence or there were so many requests. */
    Found watch(RateRatioTest test, double alpha, int requests, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double enough = -Math.log(alpha);
        RatioEvidence evidence = RatioEvidence.NONE;
        int exposed = 0;
        for (int i = 1; i <= requests; i++) {
            double u = random.nextDouble();
            boolean onCandidate = u < rho;
            exposed += onCandidate ? 1 : 0;
            if (onCandidate ? u < rho * candidate : u < rho + (1 - rho) * baseline) {
                evidence = test.add(evidence, onCandidate, rho);
                if (test.logE(evidence) >= enough) {
                    return new Found(true, i, exposed);
                }
            }
        }
        return new Found(false, requests, exposed);
    }

    /** Watches by a z-test that is looked at after every batch. */
    Found watchByZTest(int batch, int requests, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ArmCounts counts = new ArmCounts();
        for (int i = 1; i <= requests; i++) {
            double u = random.nextDouble();
            boolean onCandidate = u < rho;
            counts.add(onCandidate, onCandidate ? u < rho * candidate : u < rho + (1 - rho) * baseline);
            if (i % batch == 0 && counts.worse()) {
                return new Found(true, i, 0);
            }
        }
        return new Found(false, requests, 0);
    }
}
