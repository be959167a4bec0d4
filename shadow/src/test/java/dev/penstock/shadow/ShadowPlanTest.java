package dev.penstock.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Share;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.RouteState;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ShadowPlanTest {
    private static final int MANY = 100_000;

    @Test
    void aPlanIsWhatWasDecidedSaltedWithTheDecision() {
        Command.SetShadow terms = new Command.SetShadow("support", "candidate", new Share(50_000), 4);
        ControlRecord record = new ControlRecord(
                "r1",
                1,
                Instant.EPOCH,
                "a",
                new ControlRecord.Author("ann", "why"),
                List.of(),
                new ControlRecord.Entry.Said(terms));

        assertThat(ShadowPlan.of(new RouteState.Shadow(terms, record)))
                .isEqualTo(new ShadowPlan("support", "candidate", new Share(50_000), 4, "r1"));
    }

    @Test
    void theShareIsKept() {
        assertThat(picked(plan(50_000, "r1"))).isCloseTo(MANY / 20, Offset.offset(MANY / 200));
        assertThat(picked(plan(500_000, "r1"))).isCloseTo(MANY / 2, Offset.offset(MANY / 100));
        assertThat(picked(plan(Share.WHOLE, "r1"))).isEqualTo(MANY);
        assertThat(picked(plan(0, "r1"))).isZero();
    }

    @Test
    void theSameRequestIsPickedEverywhereAndInEveryVersion() {
        List<String> picked = IntStream.range(0, 60)
                .mapToObj(i -> "trace-" + i)
                .filter(plan(100_000, "r1")::picks)
                .toList();

        assertThat(picked)
                .containsExactly("trace-15", "trace-19", "trace-28", "trace-32", "trace-40", "trace-42", "trace-49");
    }

    @Test
    void anotherDecisionPicksOthers() {
        ShadowPlan first = plan(500_000, "r1");
        ShadowPlan second = plan(500_000, "r2");

        long both = IntStream.range(0, MANY)
                .mapToObj(i -> "trace-" + i)
                .filter(id -> first.picks(id) && second.picks(id))
                .count();
        assertThat((int) both).isCloseTo(MANY / 4, Offset.offset(MANY / 100));
    }

    private static ShadowPlan plan(int millionths, String salt) {
        return new ShadowPlan("support", "candidate", new Share(millionths), 4, salt);
    }

    private static int picked(ShadowPlan plan) {
        return (int)
                IntStream.range(0, MANY).filter(i -> plan.picks("trace-" + i)).count();
    }
}
