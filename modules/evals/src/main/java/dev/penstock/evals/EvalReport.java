package dev.penstock.evals;

import dev.penstock.evals.SideResult.Checked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What came of all cases.
 *
 * @param cases how many there were, from 1
 * @param checks how often each kind of check was passed, by its word
 * @param lost the cases that the baseline passed and the candidate did not, by their ids
 * @param won the cases that the candidate passed and the baseline did not, by their ids
 * @param faulty the first cases that one of them did not pass, lost ones before others
 */
public record EvalReport(
        int cases,
        Tally candidate,
        Tally baseline,
        Map<String, CheckTally> checks,
        List<String> lost,
        List<String> won,
        List<CaseResult> faulty) {
    /** How many cases are told one by one. */
    public static final int MOST_FAULTY = 100;

    /** How often a kind of check was passed at each of the releases, and how often not. */
    public record CheckTally(int candidatePassed, int candidateFailed, int baselinePassed, int baselineFailed) {
        CheckTally and(CheckTally other) {
            return new CheckTally(
                    candidatePassed + other.candidatePassed,
                    candidateFailed + other.candidateFailed,
                    baselinePassed + other.baselinePassed,
                    baselineFailed + other.baselineFailed);
        }
    }

    /** Makes it of at least one result, in the order of the cases. */
    public static EvalReport of(List<CaseResult> results) {
        return new EvalReport(
                results.size(),
                Tally.of(results.stream().map(CaseResult::candidate).toList()),
                Tally.of(results.stream().map(CaseResult::baseline).toList()),
                checks(results),
                ids(results, CaseResult::isLost),
                ids(results, CaseResult::isWon),
                faulty(results));
    }

    public Evidence evidence() {
        return new Evidence(lost.size(), won.size());
    }

    private static List<String> ids(List<CaseResult> results, Predicate<CaseResult> which) {
        return results.stream().filter(which).map(CaseResult::id).toList();
    }

    private static List<CaseResult> faulty(List<CaseResult> results) {
        List<CaseResult> faulty = new ArrayList<>(
                results.stream().filter(CaseResult::isLost).limit(MOST_FAULTY).toList());
        results.stream()
                .filter(result -> result.hasFault() && !result.isLost())
                .limit(MOST_FAULTY - faulty.size())
                .forEach(faulty::add);
        return faulty;
    }

    private static Map<String, CheckTally> checks(List<CaseResult> results) {
        Map<String, CheckTally> tallies = new LinkedHashMap<>();
        for (CaseResult result : results) {
            count(result.candidate(), tallies, isPassed -> new CheckTally(isPassed ? 1 : 0, isPassed ? 0 : 1, 0, 0));
            count(result.baseline(), tallies, isPassed -> new CheckTally(0, 0, isPassed ? 1 : 0, isPassed ? 0 : 1));
        }
        return tallies;
    }

    private static void count(SideResult side, Map<String, CheckTally> tallies, Function<Boolean, CheckTally> one) {
        for (Checked checked : side.checks()) {
            tallies.merge(checked.check(), one.apply(checked.fault() == null), CheckTally::and);
        }
    }
}
