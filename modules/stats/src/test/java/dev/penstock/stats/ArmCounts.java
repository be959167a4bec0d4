package dev.penstock.stats;

/** What a test of two proportions looks at. */
final class ArmCounts {
    private int candidates;
    private int candidateErrors;
    private int baselines;
    private int baselineErrors;

    void add(boolean candidate, boolean error) {
        if (candidate) {
            candidates++;
            candidateErrors += error ? 1 : 0;
        } else {
            baselines++;
            baselineErrors += error ? 1 : 0;
        }
    }

    /**
     * Whether the one-sided z-test of two proportions, with pooled variance, says at 5 % that the candidate is worse.
     */
    boolean worse() {
        if (candidates == 0 || baselines == 0) {
            return false;
        }
        double pooled = (double) (candidateErrors + baselineErrors) / (candidates + baselines);
        double variance = pooled * (1 - pooled) * (1.0 / candidates + 1.0 / baselines);
        double difference = (double) candidateErrors / candidates - (double) baselineErrors / baselines;
        return difference > 1.6448536 * Math.sqrt(variance);
    }
}
