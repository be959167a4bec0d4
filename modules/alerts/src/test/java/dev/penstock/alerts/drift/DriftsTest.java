package dev.penstock.alerts.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.alerts.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftsTest {
    private final Drifts drifts = new Drifts();
    private final SplittableRandom random = new SplittableRandom(7);
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private int requests;

    /** What may be different in a request. */
    private record Look(
            boolean refused, double length, Seen.First contract, boolean tool, String machinery, long cost) {}

    private static final Look USUAL = new Look(false, 1, Seen.First.VALID, false, "gpt", 1_000_000);

    @Test
    void aReleaseThatStaysAsItIsHasNoDrift() {
        ask("one", 20_000, look -> look);
        assertThat(drifts.findings(now)).isEmpty();
    }

    @Test
    void refusalsAreFoundAndToldWithTheirNumbersAndTheReleaseBefore() {
        ask("one", 1_000, look -> look);
        ask("two", 1_000, look -> look);
        Instant change = now;
        ask("two", 100, look -> refusing(look, 0.5));

        Finding finding = only("refusals");
        assertThat(finding.condition().scope())
                .containsEntry("route", "support")
                .containsEntry("release", "two");
        assertThat(finding.text())
                .startsWith("route support, release two: ")
                .contains(" of ", " answers were refused, usual are ")
                .contains("; with release one ");
        assertThat(finding.evidence()).containsOnlyKeys("reference", "reference_answers", "window", "window_answers");
        assertThat(finding.evidence().get("window")).isBetween(0.3, 0.7);
        assertThat(finding.since()).isBetween(change.minusSeconds(10), change.plusSeconds(10));
    }

    @Test
    void shorterAnswersAreFound() {
        ask("one", 1_000, look -> look);
        ask(
                "one",
                300,
                look -> new Look(look.refused(), 0.4, look.contract(), look.tool(), look.machinery(), look.cost()));
        assertThat(only("shorter_answers").text()).contains("tokens each where");
    }

    @Test
    void answersAgainstTheContractAndRepairsAreFound() {
        ask("one", 1_000, look -> look);
        ask(
                "one",
                100,
                look -> new Look(
                        false, 1, requests % 2 == 0 ? Seen.First.REPAIRED : Seen.First.VALID, false, "gpt", 1_000_000));
        assertThat(metrics()).containsExactlyInAnyOrder("contract_misses", "repairs");
    }

    @Test
    void toolCallsThatStopAreFound() {
        UnaryOperator<Look> half =
                look -> new Look(false, 1, Seen.First.VALID, random.nextDouble() < 0.5, "gpt", 1_000_000);
        ask("one", 1_000, half);
        assertThat(metrics()).isEmpty();
        ask("one", 200, look -> look);
        assertThat(metrics()).containsExactly("fewer_tool_calls");
    }

    @Test
    void anotherFingerprintIsFoundWithinAFewAnswersAndUsualOnceItStays() {
        ask("one", 1_000, look -> look);
        UnaryOperator<Look> other = look -> new Look(false, 1, Seen.First.VALID, false, "gpt fp2", 1_000_000);
        ask("one", 20, other);
        assertThat(metrics()).containsExactly("other_machinery");
        ask("one", 6_000, other);
        assertThat(metrics()).isEmpty();
    }

    @Test
    void aFingerprintForEachAnswerIsNoDrift() {
        ask("one", 5_000, look -> new Look(false, 1, Seen.First.VALID, false, "fp" + requests, 1_000_000));
        assertThat(metrics()).isEmpty();
    }

    @Test
    void higherCostIsFoundAndLowerIsNoConcern() {
        ask("one", 1_000, look -> look);
        ask("one", 300, look -> new Look(false, 1, Seen.First.VALID, false, "gpt", 400_000));
        assertThat(metrics()).isEmpty();
        ask("one", 300, look -> new Look(false, 1, Seen.First.VALID, false, "gpt", 3_000_000));
        assertThat(only("higher_cost").text()).contains("$0.000003 each where $0.000001 are usual");
    }

    @Test
    void requestsThatAreSentAgainSoonAreFound() {
        for (int i = 0; i < 1_000; i++) {
            drifts.take(seen("one", USUAL, "request " + i));
        }
        assertThat(metrics()).isEmpty();
        for (int i = 0; i < 100; i++) {
            drifts.take(seen("one", USUAL, "other " + i));
            drifts.take(seen("one", USUAL, "other " + i));
        }
        assertThat(metrics()).containsExactly("asked_again");
    }

    @Test
    void aReleaseThatIsNotUsedForADayIsForgotten() {
        ask("one", 1_000, look -> look);
        ask("one", 100, look -> refusing(look, 0.5));
        assertThat(metrics()).containsExactly("refusals");
        assertThat(drifts.findings(now.plus(Duration.ofHours(25)))).isEmpty();
    }

    @Test
    void noMoreThanSoManyReleasesAreWatched() {
        ask("first", 1_000, look -> look);
        ask("first", 100, look -> refusing(look, 0.5));
        for (int i = 0; i < Drifts.MOST; i++) {
            drifts.take(seen("release " + i, USUAL, null));
        }
        assertThat(metrics()).isEmpty();
    }

    private Look refusing(Look look, double share) {
        return new Look(
                random.nextDouble() < share,
                look.length(),
                look.contract(),
                look.tool(),
                look.machinery(),
                look.cost());
    }

    private void ask(String release, int many, UnaryOperator<Look> change) {
        for (int i = 0; i < many; i++) {
            drifts.take(seen(release, change.apply(USUAL), null));
        }
    }

    private Seen seen(String release, Look look, @Nullable String again) {
        requests++;
        now = now.plusMillis(100);
        return new Seen(
                "support",
                release,
                now,
                look.refused(),
                Math.round(300 * look.length() * Math.exp(0.3 * random.nextGaussian())),
                look.contract(),
                look.tool(),
                look.machinery(),
                Math.round(look.cost() * Math.exp(0.2 * random.nextGaussian())),
                again);
    }

    private List<String> metrics() {
        return drifts.findings(now).stream()
                .map(finding -> finding.condition().scope().getOrDefault("metric", ""))
                .toList();
    }

    private Finding only(String metric) {
        assertThat(metrics()).containsExactly(metric);
        return drifts.findings(now).getFirst();
    }
}
