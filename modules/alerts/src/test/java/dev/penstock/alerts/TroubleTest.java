package dev.penstock.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TroubleTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

    @Test
    void holdsForAMinuteAfterTheLastTimeAndCounts() {
        Trouble trouble = new Trouble(AlertKind.TRACES_LOST, Map.of("store", "traces"), now::get);
        assertThat(trouble.findings(NOW)).isEmpty();

        trouble.accept("the disk is full");
        now.set(NOW.plusSeconds(30));
        trouble.accept("the disk is still full");

        Finding finding = trouble.findings(NOW.plusSeconds(89)).getFirst();
        assertThat(finding.text()).isEqualTo("the disk is still full");
        assertThat(finding.evidence()).containsEntry("times", 2.0);
        assertThat(finding.since()).isEqualTo(NOW);
        assertThat(trouble.findings(NOW.plusSeconds(90))).isEmpty();
    }
}
