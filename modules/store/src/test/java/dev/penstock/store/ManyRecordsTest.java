package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Share;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.Sticky;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start with the decisions of years. */
class ManyRecordsTest {
    private static final int STARTS = 5;

    @TempDir
    private Path dir = Path.of(".");

    @Test
    void aThousandRecordsAreThereAgainAfterAStart() {
        write(1_000);

        try (ControlStore store = open()) {
            assertThat(store.ledger().size()).isEqualTo(1_000);
            assertThat(store.state().links()).isGreaterThan(300);
            assertThat(store.state().route("support").releases()).isNotEmpty();
        }
    }

    /** Prints the figures of docs/benchmarks.md. */
    @Test
    @Tag("long")
    void aHundredThousandRecordsAreThereAgainAfterAStart() {
        write(100_000);
        for (int i = 0; i < STARTS; i++) {
            long before = usedMegabytes();
            long begun = System.nanoTime();
            try (ControlStore store = open()) {
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                System.out.println(
                        "start " + (i + 1) + " with " + store.ledger().size() + " records: " + took.toMillis()
                                + " ms; they hold " + (usedMegabytes() - before) + " MB");
                assertThat(store.state().links()).isGreaterThan(10_000);
            }
        }
    }

    private ControlStore open() {
        return ControlStore.open(
                "a",
                List.of("a"),
                List.of(),
                new JournalPlace.Directory(dir),
                () -> "the journal",
                InstantSource.system(),
                System::nanoTime);
    }

    /** Kills that are lifted again, releases now and then, and canaries. */
    private void write(int records) {
        List<StoredRecord> all = new ArrayList<>();
        List<String> head = List.of();
        while (all.size() < records) {
            StoredRecord kill = said(all, Deeds.kill("support"), List.of());
            Command.Resuming next = switch (all.size() % 9) {
                case 1 ->
                    new Command.SetCanary(
                            "support",
                            Deeds.content("support", "m1").id(),
                            new Share(1 + all.size() % 1_000),
                            new Sticky.User(),
                            "salt");
                case 4 ->
                    all.size() < records / 2
                            ? new Command.PublishRelease(Deeds.content("support", "m" + all.size() % 100), false)
                            : new Command.Lift(List.of(kill.id()));
                default -> new Command.Lift(List.of(kill.id()));
            };
            StoredRecord link = said(all, next, head);
            head = List.of(link.id());
            all.add(RecordCodec.write(
                    all.size(),
                    Instant.EPOCH,
                    "a",
                    Deeds.ANN,
                    head,
                    new Entry.Commit(link.id(), List.of(new Vote("a", "the journal", "")))));
        }
        try (SqliteJournal journal = SqliteJournal.open(dir, () -> "the journal")) {
            Deeds.await(journal.append(all.subList(0, records)));
        }
    }

    private static StoredRecord said(List<StoredRecord> all, Command command, List<String> parents) {
        StoredRecord record =
                RecordCodec.write(all.size(), Instant.EPOCH, "a", Deeds.ANN, parents, new Entry.Said(command));
        all.add(record);
        return record;
    }

    private static long usedMegabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
