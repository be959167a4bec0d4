package dev.penstock.evals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.state.EvalGate;
import dev.penstock.core.state.EvalResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvalReportTest {
    @Test
    void bothReleasesAreCountedSideBySide() {
        EvalReport report = EvalReport.of(results(20, 3, 1, 2));

        assertThat(report.cases()).isEqualTo(26);
        assertThat(report.candidate().passed()).isEqualTo(21);
        assertThat(report.baseline().passed()).isEqualTo(23);
        assertThat(report.lost()).containsExactly("c20", "c21", "c22");
        assertThat(report.won()).containsExactly("c23");
        assertThat(report.faulty())
                .extracting(CaseResult::id)
                .containsExactly("c20", "c21", "c22", "c23", "c24", "c25");
        assertThat(report.checks()).containsEntry("equals", new EvalReport.CheckTally(21, 5, 23, 3));
        assertThat(report.candidate().totalUs()).isEqualTo(new Tally.Quantiles(13, 25));
        assertThat(report.candidate().cost()).isEqualTo(new Tally.Quantiles(1_300, 2_500));
        assertThat(report.candidate().later()).isEqualTo(2);
        assertThat(report.candidate().costPicodollars()).isEqualTo(35_100);

        JsonNode json = ReportJson.of(report);
        assertThat(json.at("/candidate/cost_microdollars_of_a_case/p50").asDouble())
                .isEqualTo(0.0013);
        assertThat(json.at("/faulty/0/candidate/faults/0").asText()).isEqualTo("equals: no");
        assertThat(json.at("/faulty/0/lost").asBoolean()).isTrue();
        assertThat(json.path("p_value").asDouble()).isEqualTo(0.3125);
    }

    @Test
    void ofManyFaultyCasesTheLostOnesAreTold() {
        EvalReport report = EvalReport.of(results(0, 150, 0, 850));

        assertThat(report.lost()).hasSize(150);
        assertThat(report.faulty()).hasSize(EvalReport.MOST_FAULTY).allMatch(CaseResult::isLost);
    }

    /** By hand: of n fair coins at least so many heads. */
    @ParameterizedTest
    @CsvSource({"0,0,1", "0,5,1", "1,0,0.5", "5,0,0.03125", "3,1,0.3125", "1,3,0.9375", "9,1,0.0107421875"})
    void theSignTestIsExact(int lost, int won, double expected) {
        assertThat(new Evidence(lost, won).pValue()).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0   | 0   | No case tells the candidate from the baseline.
        2   | 2   | no sign that one is better
        9   | 1   | were both equally good, so many losses would come about by chance in 1.07 % of such runs
        1   | 9   | were both equally good, so many wins would come about by chance in 1.07 % of such runs
        500 | 0   | in less than 0.01 %
        """)
    void theEvidenceIsSaidInWords(int lost, int won, String said) {
        assertThat(new Evidence(lost, won).sentence()).contains(said);
    }

    @Property(tries = 200)
    void moreLossesAreStrongerEvidence(@ForAll @IntRange(max = 500) int lost, @ForAll @IntRange(max = 499) int won) {
        double p = new Evidence(lost, won).pValue();

        assertThat(p).isBetween(0.0, 1.0);
        assertThat(new Evidence(lost + 1, won).pValue()).isLessThanOrEqualTo(p);
        assertThat(new Evidence(lost, won + 1).pValue()).isGreaterThanOrEqualTo(p);
        // Of 0 to n heads, those from k on and those below it are all.
        double below = new Evidence(won + 1, lost == 0 ? 0 : lost - 1).pValue();
        if (lost > 0) {
            assertThat(p + below).isCloseTo(1, within(1e-9));
        }
    }

    @Property(tries = 200)
    void whatIsCountedAddsUp(@ForAll @Size(min = 1, max = 60) List<@IntRange(max = 3) Integer> kinds) {
        List<CaseResult> results = new ArrayList<>();
        kinds.forEach(kind -> results.add(result(results.size(), (kind & 1) == 0, (kind & 2) == 0)));
        EvalReport report = EvalReport.of(results);

        assertThat(report.candidate().passed() + report.candidate().failed()).isEqualTo(kinds.size());
        assertThat(report.candidate().passed() - report.baseline().passed())
                .isEqualTo(report.won().size() - report.lost().size());
        EvalResult recorded = new EvalResult(
                "0".repeat(64),
                report.cases(),
                report.candidate().passed(),
                report.baseline().passed(),
                report.lost().size(),
                EvalGate.DEFAULT,
                "a property");
        assertThat(recorded.won()).isEqualTo(report.won().size());
        assertThat(recorded.isPassed())
                .isEqualTo(GateDecision.of(EvalGate.DEFAULT, report).isPassed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        30 | 0 | 0 | 0 | true  | Passed: the candidate passed 30 of 30 cases and lost 0.
        29 | 0 | 0 | 0 | false | there were 29 cases, expected at least 30
        39 | 1 | 0 | 0 | false | the candidate lost 1 that the baseline passes (c39), expected at most 0
        36 | 0 | 0 | 4 | true  | Passed: the candidate passed 36 of 40
        35 | 0 | 0 | 5 | false | the candidate passed 35 of 40, expected at least 90 %
        30 | 7 | 0 | 0 | false | (c30, c31, c32, c33, c34 and 2 more)
        """)
    void theGateSaysWhy(int both, int lost, int won, int neither, boolean isPassed, String told) {
        GateDecision decision = GateDecision.of(EvalGate.DEFAULT, EvalReport.of(results(both, lost, won, neither)));

        assertThat(decision.isPassed()).isEqualTo(isPassed);
        assertThat(decision.sentence()).contains(told);
    }

    @Test
    void allThatIsInTheWayIsSaidAtOnce() {
        assertThat(GateDecision.of(EvalGate.DEFAULT, EvalReport.of(results(0, 2, 0, 0)))
                        .sentence())
                .startsWith("Failed: there were 2 cases")
                .contains("lost 2", "passed 0 of 2");
    }

    private static List<CaseResult> results(int both, int lost, int won, int neither) {
        return IntStream.range(0, both + lost + won + neither)
                .mapToObj(i -> result(i, i < both || (i >= both + lost && i < both + lost + won), i < both + lost))
                .toList();
    }

    private static CaseResult result(int number, boolean candidate, boolean baseline) {
        return new CaseResult("c" + number, side(number, candidate), side(number, baseline));
    }

    private static SideResult side(int number, boolean isPassed) {
        return new SideResult(
                List.of(new SideResult.Checked("equals", isPassed ? null : "no")),
                "text",
                number < 2,
                (number + 1) * 100L,
                number + 1,
                "t-" + number);
    }
}
