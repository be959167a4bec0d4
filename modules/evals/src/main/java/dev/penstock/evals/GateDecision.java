package dev.penstock.evals;

import dev.penstock.core.state.EvalGate;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a candidate has passed a gate.
 *
 * @param sentence why, for people
 */
public record GateDecision(boolean isPassed, String sentence) {
    private static final int MOST_NAMED = 5;

    /** Decides about a report. */
    public static GateDecision of(EvalGate gate, EvalReport report) {
        int cases = report.cases();
        int lost = report.lost().size();
        int passed = report.candidate().passed();
        List<String> faults = new ArrayList<>();
        if (!gate.areEnough(cases)) {
            faults.add("there were " + cases + " cases, expected at least " + gate.minCases());
        }
        if (!gate.mayLose(lost)) {
            faults.add("the candidate lost " + lost + " that the baseline passes (" + named(report.lost())
                    + "), expected at most " + gate.maxLost());
        }
        if (!gate.isEnoughToPass(passed, cases)) {
            faults.add(
                    "the candidate passed " + passed + " of " + cases + ", expected at least " + gate.minPass() + " %");
        }
        return faults.isEmpty()
                ? new GateDecision(
                        true,
                        "Passed: the candidate passed " + passed + " of " + cases + " cases and lost " + lost + ".")
                : new GateDecision(false, "Failed: " + String.join("; ", faults) + ".");
    }

    private static String named(List<String> ids) {
        return ids.size() <= MOST_NAMED
                ? String.join(", ", ids)
                : String.join(", ", ids.subList(0, MOST_NAMED)) + " and " + (ids.size() - MOST_NAMED) + " more";
    }
}
