package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.alerts.AlertKind;
import dev.penstock.alerts.AlertSource;
import dev.penstock.alerts.Finding;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertSourcesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final AtomicLong dropped = new AtomicLong(7);
    private final AtomicLong crowdedOut = new AtomicLong(3);
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final AlertSource lost = AlertSources.lostStories(dropped::get, crowdedOut::get, failure::get, () -> NOW);

    @Test
    void onlyStoriesThatAreDroppedNowAreLost() {
        assertThat(lost.findings(NOW)).isEmpty();
        dropped.set(8);
        Finding finding = lost.findings(NOW).getFirst();
        assertThat(finding.condition().kind()).isEqualTo(AlertKind.TRACES_LOST);
        assertThat(finding.text()).isEqualTo("stories of requests are dropped, for the request log is read too slowly");
        assertThat(lost.findings(NOW.plusSeconds(60))).isEmpty();
    }

    /** One that blocks does not fail. */
    @Test
    void aStoreOfTracesThatIsTooSlowIsToldOnceSomeAreLost() {
        assertThat(lost.findings(NOW)).isEmpty();
        crowdedOut.set(4);
        assertThat(lost.findings(NOW).getFirst().text()).isEqualTo("traces are not stored: their store is too slow");
        assertThat(lost.findings(NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void aStoreOfTracesThatFailsIsToldWithWhy() {
        failure.set("The disk is full.");
        assertThat(lost.findings(NOW).getFirst().text()).isEqualTo("traces are not stored: The disk is full");
        failure.set(null);
        assertThat(lost.findings(NOW.plusSeconds(60))).isEmpty();
    }
}
