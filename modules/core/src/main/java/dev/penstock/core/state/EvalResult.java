package dev.penstock.core.state;

import dev.penstock.core.config.Checks;

/**
 * What came out of a run of cases through a candidate and a baseline.
 *
 * @param digest SHA-256 of the cases in their canonical form, in lower-case hexadecimal: the same cases have the same
 * @param cases how many there were, each sent to both, from 1
 * @param passed how many of them the candidate passed
 * @param baselinePassed how many of them the baseline passed
 * @param lost how many of them the baseline passed and the candidate did not
 * @param gate what the candidate had to reach in this run
 * @param verdict what the gate said, in a sentence
 */
public record EvalResult(
        String digest, int cases, int passed, int baselinePassed, int lost, EvalGate gate, String verdict) {
    /** The most cases of a run. */
    public static final int MOST_CASES = 1_000;

    private static final int MOST_VERDICT = 1_024;

    public EvalResult {
        new Checks()
                .that(digest.matches("[0-9a-f]{64}"), "digest", digest, "64 hexadecimal digits in lower case")
                .range("cases", cases, 1, MOST_CASES)
                .range("passed", passed, 0, cases)
                .range("baseline_passed", baselinePassed, 0, cases)
                .range("lost", lost, 0, Math.min(baselinePassed, cases - passed))
                .text("verdict", verdict, MOST_VERDICT)
                .done();
    }

    /** Whether the candidate has passed the gate of its run. */
    public boolean isPassed() {
        return isPassedBy(gate);
    }

    /** Whether it would have passed a gate: for whoever asks for more than that of the run. */
    public boolean isPassedBy(EvalGate other) {
        return other.areEnough(cases) && other.mayLose(lost) && other.isEnoughToPass(passed, cases);
    }

    /** How many the candidate passed and the baseline did not. */
    public int won() {
        return passed - baselinePassed + lost;
    }
}
