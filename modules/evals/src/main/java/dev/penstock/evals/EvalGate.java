package dev.penstock.evals;

import dev.penstock.core.config.Checks;
import dev.penstock.core.state.EvalResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What a candidate must reach.
 *
 * @param minCases how many cases there must be: fewer prove little; 1 to {@link EvalResult#MOST_CASES}
 * @param maxLost how many cases may be lost: passed by the baseline and not by the candidate; 0 to the same
 * @param minPass the percentage of cases that the candidate must pass, 0 to 100
 */
public record EvalGate(int minCases, int maxLost, int minPass) {
    public static final EvalGate DEFAULT = new EvalGate(30, 0, 90);

    private static final int MOST_NAMED = 5;

    public EvalGate {
        new Checks()
                .range("min_cases", minCases, 1, EvalResult.MOST_CASES)
                .range("max_lost", maxLost, 0, EvalResult.MOST_CASES)
                .range("min_pass", minPass, 0, 100)
                .done();
    }

    /**
     * Whether a candidate has passed.
     *
     * @param sentence why, for people
     */
    public record Decision(boolean isPassed, String sentence) {}

    /** Decides about a report. */
    public Decision decide(EvalReport report) {
        int passed = report.candidate().passed();
        List<String> faults = new ArrayList<>();
        if (report.cases() < minCases) {
            faults.add("there were " + report.cases() + " cases, expected at least " + minCases);
        }
        if (report.lost().size() > maxLost) {
            faults.add("the candidate lost " + report.lost().size() + " that the baseline passes ("
                    + named(report.lost()) + "), expected at most " + maxLost);
        }
        if (passed * 100L < (long) minPass * report.cases()) {
            faults.add("the candidate passed " + passed + " of " + report.cases() + ", expected at least " + minPass
                    + " %");
        }
        return faults.isEmpty()
                ? new Decision(
                        true,
                        "Passed: the candidate passed " + passed + " of " + report.cases() + " cases and lost "
                                + report.lost().size() + ".")
                : new Decision(false, "Failed: " + String.join("; ", faults) + ".");
    }

    private static String named(List<String> ids) {
        return ids.size() <= MOST_NAMED
                ? String.join(", ", ids)
                : String.join(", ", ids.subList(0, MOST_NAMED)) + " and " + (ids.size() - MOST_NAMED) + " more";
    }
}
