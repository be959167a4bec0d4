package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Release;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetCareTest {
    @Test
    void aTargetWithAShareOfItsOwnBearsThatManyRetries() {
        List<Release.Rung> ladder = Releases.plain().ladder();
        Release.Rung first = ladder.getFirst();
        Release.Rung last = ladder.getLast();
        TargetCare care = new TargetCare(Map.of(first.target().name(), 0.0));

        assertThat(care.budget(first).take()).isFalse();
        assertThat(care.budget(last).take()).isTrue();
    }
}
