package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HedgesTest {
    private static final long NOW = 1_000;

    private final Hedges hedges = new Hedges();

    @Test
    void nobodyIsAskedBesideBeforeItIsKnownWhatIsLate() {
        Route route = route("r", 0.1);
        see(route, LatestTimes.ENOUGH - 1);
        assertThat(hedges.firstAsked(route, true, NOW)).isZero();
        hedges.saw(route, true, 1);
        assertThat(hedges.firstAsked(route, true, NOW)).isEqualTo(NOW + 93);
    }

    @Test
    void lateIsKnownForEachRouteAndForm() {
        see(route("r", 0.1), LatestTimes.ENOUGH);
        assertThat(hedges.firstAsked(route("r", 0.1), false, NOW)).isZero();
        assertThat(hedges.firstAsked(route("other", 0.1), true, NOW)).isZero();
    }

    @Test
    void aRouteThatDoesNotSaySoIsNotHedged() {
        see(route("r", 0), LatestTimes.ENOUGH);
        assertThat(hedges.firstAsked(route("r", 0), true, NOW)).isZero();
    }

    @Test
    void itsShareOfRequestsAndTenSavedUpAtMost() {
        Route route = route("r", 0.1);
        assertThat(hedges.take(route)).isFalse();
        for (int i = 0; i < 1_000; i++) {
            hedges.firstAsked(route, true, NOW);
        }
        assertThat(taken(route)).isEqualTo(10);
        for (int i = 0; i < 50; i++) {
            hedges.firstAsked(route, true, NOW);
        }
        assertThat(taken(route)).isEqualTo(5);
    }

    @Test
    void whatIsLateFollowsTheLatestTimes() {
        LatestTimes times = new LatestTimes(0.95);
        assertThat(times.quantile()).isEqualTo(LatestTimes.UNKNOWN);
        for (int i = 0; i < 500; i++) {
            times.add(10);
        }
        assertThat(times.quantile()).isEqualTo(10);
        for (int i = 0; i < 500; i++) {
            times.add(i % 100 < 10 ? 70 : 20);
        }
        assertThat(times.quantile()).isEqualTo(70);
    }

    private int taken(Route route) {
        int taken = 0;
        while (hedges.take(route)) {
            taken++;
        }
        return taken;
    }

    /** From 0 upwards. */
    private void see(Route route, int times) {
        for (int i = 0; i < times; i++) {
            hedges.saw(route, true, i);
        }
    }

    private static Route route(String name, double share) {
        return new Route(
                name,
                "",
                List.of("a", "b"),
                null,
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                null,
                null,
                new RouterPolicy.Fixed(),
                ContractTerms.USUAL,
                new Healing(1, Duration.ofSeconds(2), Midstream.CONTINUE, Set.of(), Map.of(), share, true));
    }
}
