package dev.penstock.evals;

/** What came of one case at both releases. */
public record CaseResult(String id, SideResult candidate, SideResult baseline) {
    /** Whether the baseline passed it, and the candidate did not. */
    public boolean isLost() {
        return baseline.isPassed() && !candidate.isPassed();
    }

    /** Whether the candidate passed it, and the baseline did not. */
    public boolean isWon() {
        return candidate.isPassed() && !baseline.isPassed();
    }

    /** Whether one of them did not pass it. */
    public boolean hasFault() {
        return !candidate.isPassed() || !baseline.isPassed();
    }
}
