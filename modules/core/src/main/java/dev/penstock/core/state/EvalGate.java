package dev.penstock.core.state;

import dev.penstock.core.config.Checks;

/**
 * What a candidate must reach in a run of cases.
 *
 * @param minCases how many cases there must be: fewer prove little; 1 to {@link EvalResult#MOST_CASES}
 * @param maxLost how many cases may be lost: passed by the baseline and not by the candidate; 0 to the same
 * @param minPass the percentage of cases that the candidate must pass, 0 to 100
 */
public record EvalGate(int minCases, int maxLost, int minPass) {
    /** What holds where nobody says otherwise. */
    public static final EvalGate DEFAULT = new EvalGate(30, 0, 90);

    public EvalGate {
        new Checks()
                .range("min_cases", minCases, 1, EvalResult.MOST_CASES)
                .range("max_lost", maxLost, 0, EvalResult.MOST_CASES)
                .range("min_pass", minPass, 0, 100)
                .done();
    }

    /** Whether so many cases are enough. */
    public boolean areEnough(int cases) {
        return cases >= minCases;
    }

    /** Whether so many may be lost. */
    public boolean mayLose(int lost) {
        return lost <= maxLost;
    }

    /** Whether it is enough to pass so many of the cases. */
    public boolean isEnoughToPass(int passed, int cases) {
        return passed * 100L >= (long) minPass * cases;
    }
}
