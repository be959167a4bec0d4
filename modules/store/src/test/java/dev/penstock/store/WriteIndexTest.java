package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.AuditQuery;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.StateChange;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Watch;
import dev.penstock.core.state.WriteState;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store tells of writes after they were made, also after a start. */
class WriteIndexTest {
    private static final Author KEYED = new Author("ann", "a test", "ci", new Request("k", "f"));

    @TempDir
    private Path dir = Path.of(".");

    @Test
    void writesAreFoundByIdAndKeyAndInTheAudit() {
        String killed;
        String lifted;
        try (ControlStore store = open()) {
            List<StateChange> changes = new CopyOnWriteArrayList<>();
            Watch watch = store.watch(changes::add);
            killed = id(Deeds.await(store.submit(Deeds.kill("support"), KEYED)));
            lifted = id(Deeds.await(store.submit(new Command.Lift(List.of(killed)), Deeds.ANN)));
            watch.close();
            Deeds.accepted(store, Deeds.kill("other"));

            assertThat(changes.stream().flatMap(change -> change.effects().stream()))
                    .extracting(ControlRecord::id)
                    .containsExactly(killed, lifted);
        }
        try (ControlStore store = open()) {
            assertThat(store.written("k").map(ControlRecord::id)).hasValue(killed);
            assertThat(store.written("other")).isEmpty();
            assertThat(store.writeState(lifted)).isEqualTo(WriteState.EFFECTIVE);
            assertThat(store.writeState("nobody's")).isEqualTo(WriteState.UNKNOWN);
            Audit audit = Deeds.await(store.audit(AuditQuery.newest(10))).orElseThrow();
            assertThat(audit.items())
                    .extracting(item -> item.record().id(), Audit.Item::standing)
                    .endsWith(tuple(lifted, Audit.Standing.EFFECTIVE), tuple(killed, Audit.Standing.EFFECTIVE));
            assertThat(audit.items()).hasSize(3);
            assertThat(audit.length()).isEqualTo(4);
            assertThat(audit.tip()).hasSize(64);
            assertThat(audit.verified()).isTrue();
        }
    }

    private ControlStore open() {
        return ControlStore.open(
                "node-a",
                List.of("node-a"),
                List.of(),
                new JournalPlace.Directory(dir),
                () -> "identity",
                InstantSource.system(),
                System::nanoTime);
    }

    private static String id(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).record().id();
    }
}
