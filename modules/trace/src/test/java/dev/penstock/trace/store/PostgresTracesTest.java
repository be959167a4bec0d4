package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.Secret;
import dev.penstock.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** On a real server. */
class PostgresTracesTest extends TraceStoreContract {
    private final String url = PostgresServer.running().newDatabase();

    @Override
    TraceStore newStore() {
        return open(Duration.ofDays(1));
    }

    private TraceStore open(Duration retention) {
        return new PostgresTraces(
                new DatabaseConfig(url, PostgresServer.USER, null), new Secret(PostgresServer.PASSWORD), retention);
    }

    @Test
    void allNodesSeeWhatOneAdds() {
        try (TraceStore other = open(Duration.ofDays(1))) {
            store().add(Samples.stored(Samples.traces(new SplittableRandom(1), 5)));
            assertThat(other.find("node-4")).isPresent();
        }
    }

    @Test
    void whatIsOlderThanItsRetentionIsForgotten() {
        for (int i = 0; i < 3; i++) {
            store().add(List.of(
                    Samples.stored(Samples.trace(new SplittableRandom(1), i, Samples.NOON.plus(Duration.ofHours(i))))));
        }
        store().tidy(Samples.NOON.plus(Duration.ofHours(25)));

        assertThat(store().find("node-0")).isEmpty();
        assertThat(store().find("node-1")).isPresent();
        assertThat(store().find("node-2")).isPresent();
    }

    @Test
    void aStoryOfANewerVersionHidesNoOther() {
        store().add(Samples.stored(Samples.traces(new SplittableRandom(1), 3)));
        PostgresServer.execute(url, "UPDATE traces SET story = '\\x09' WHERE id = 'node-1'");

        assertThat(store().query(Samples.query(Map.of())))
                .extracting(found -> found.place().id() + " " + (found.story().length > 0))
                .containsExactlyInAnyOrder("node-0 true", "node-1 false", "node-2 true");
    }

    @Test
    void aDatabaseThatIsNotThereIsToldWithoutItsPassword() {
        DatabaseConfig nowhere = new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/none", "me", null);
        assertThatThrownBy(() -> new PostgresTraces(nowhere, new Secret("hush"), Duration.ofDays(1)))
                .isInstanceOf(TraceStore.Unusable.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none")
                .hasMessageNotContaining("hush");
    }
}
