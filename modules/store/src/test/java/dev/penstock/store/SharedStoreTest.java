package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.Secret;
import dev.penstock.core.state.Audit;
import dev.penstock.core.state.AuditQuery;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.Verdict;
import dev.penstock.testkit.postgres.PostgresServer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A store whose journal is in a database that others may share. */
@ResourceLock("the server of PostgreSQL")
class SharedStoreTest {
    private final PostgresServer server = PostgresServer.running();
    private final String url = server.newDatabase();
    private final ControlStore store = open();

    private ControlStore open() {
        return ControlStore.open(
                "a",
                List.of("a"),
                List.of(),
                new JournalPlace.Database(
                        new DatabaseConfig(url, PostgresServer.USER, null), new Secret(PostgresServer.PASSWORD)),
                () -> UUID.randomUUID().toString(),
                InstantSource.system(),
                System::nanoTime);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aNodeThatIsAloneResumesAsSoonAsItHasStarted() {
        assertThat(store.cluster().inContact()).isTrue();

        Verdict.Accepted kill = Deeds.accepted(store, Deeds.kill("support"));
        Verdict.Accepted lift =
                Deeds.accepted(store, new Command.Lift(List.of(kill.record().id())));

        assertThat(kill.receipt().journaled()).isEqualTo(1);
        assertThat(lift.receipt().journaled()).isEqualTo(1);
        assertThat(lift.receipt().voters()).isEqualTo(1);
    }

    @Test
    void anAuditSaysThatTheJournalIsWholeOrThatItIsNot() {
        Deeds.accepted(store, Deeds.kill("support"));
        assertThat(audit().verified()).isTrue();

        PostgresServer.execute(url, "UPDATE records SET chain = 'abc'");
        assertThat(audit().verified()).isFalse();
        assertThat(audit().items()).hasSize(1);
    }

    @Test
    void howeverManyWritesWaitForADatabaseThatHangsEachIsAnsweredInTime() {
        Verdict.Accepted kill = Deeds.accepted(store, Deeds.kill("support"));
        server.freeze();
        try {
            long begun = System.nanoTime();
            List<CompletionStage<Verdict>> lifts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                lifts.add(store.submit(new Command.Lift(List.of(kill.record().id())), Deeds.ANN));
            }
            List<Verdict> verdicts = lifts.stream().map(Deeds::await).toList();
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun))
                    .isLessThan(12);
            assertThat(verdicts).last().isEqualTo(new Verdict.NoMajority(0, 1, List.of(ControlStore.DATABASE)));
            assertThat(verdicts).noneMatch(Verdict.Accepted.class::isInstance);
            assertThat(audit().verified()).as("not known").isNull();
        } finally {
            server.thaw();
        }
    }

    private Audit audit() {
        return Deeds.await(store.audit(AuditQuery.newest(10))).orElseThrow();
    }
}
