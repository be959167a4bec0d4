package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.state.ControlRecord.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every journal in a database does. */
abstract class JournalContract {
    /** Opens the journal of this test, or makes it, with this identity. */
    abstract Journal open(String identity);

    /** Runs a statement on the journal's tables while it is closed. */
    abstract void execute(String statement);

    /** From now on no record can be inserted; gives what makes room, now or soon. */
    abstract Runnable fillDisk();

    @Test
    void whatWasWrittenIsThereAfterARestartInItsOrderAndOnce() {
        try (Journal journal = open("first")) {
            List<CompletionStage<Void>> writes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                writes.add(journal.append(List.of(record(i), record(i / 2))));
            }
            writes.forEach(Deeds::await);
        }
        try (Journal journal = open("second")) {
            assertThat(journal.records()).hasSize(100);
            for (int i = 0; i < 100; i++) {
                assertThat(journal.records().get(i)).isEqualTo(record(i).bytes());
            }
            assertThat(journal.identity()).isEqualTo("first");
        }
    }

    @Test
    void notesAreSetReplacedAndRemovedForGood() {
        try (Journal journal = open("first")) {
            journal.note("kept", "1".getBytes(UTF_8));
            journal.note("gone", "1".getBytes(UTF_8));
            journal.note("kept", new byte[] {0, -1, 2});
            Deeds.await(journal.note("gone", null));

            assertThat(journal.notes()).containsOnlyKeys("kept");
        }
        try (Journal journal = open("second")) {
            assertThat(journal.notes().get("kept")).isEqualTo(new byte[] {0, -1, 2});
            assertThat(journal.notes()).containsOnlyKeys("kept");
            assertThat(journal.tip()).as("notes are no records").isEqualTo(Journal.Tip.START);
        }
    }

    @Test
    void theTipIsTheChainOverAllRecords() {
        Journal.Tip expected = Journal.Tip.START;
        try (Journal journal = open("first")) {
            assertThat(journal.tip()).isEqualTo(expected);
            for (int i = 0; i < 5; i++) {
                Deeds.await(journal.append(List.of(record(i), record(0))));
                expected = expected.then(record(i).id());
                assertThat(journal.tip()).isEqualTo(expected);
            }
        }
        try (Journal journal = open("second")) {
            assertThat(journal.tip()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        UPDATE records SET bytes = (SELECT bytes FROM records WHERE seq = 1) WHERE seq = 3 | 3 | its id is not the hash
        UPDATE records SET chain = 'abc' WHERE seq = 2                                     | 2 | its chain does not follow
        DELETE FROM records WHERE seq = 2                                                  | 2 | it is missing
        UPDATE records SET seq = 9 WHERE seq = 1                                           | 1 | it is missing
        """)
    void oneThatWasTamperedWithIsRefused(String tampering, int row, String how) {
        writeFive();
        execute(tampering);

        try (Journal journal = open("second")) {
            assertThatThrownBy(journal::records)
                    .isInstanceOf(Journal.Unusable.class)
                    .hasMessageContaining("is damaged at record " + row + ": " + how)
                    .hasMessageContaining("Only a node that stands alone may go on from a backup.");
        }
    }

    @Test
    void aRemovedTipShows() {
        Journal.Tip before = writeFive();
        execute("DELETE FROM records WHERE seq = 5");

        try (Journal journal = open("second")) {
            assertThat(journal.tip().length()).isEqualTo(4);
            assertThat(journal.tip()).isNotEqualTo(before);
        }
    }

    @Test
    void recordsAreFoundByTheirPlaceTheirPartAndTheirIds() {
        Journal.Tip place = writeFive();
        try (Journal journal = open("second")) {
            for (int i = 6; i < 300; i++) {
                journal.append(List.of(record(i)));
            }
            assertThat(journal.recordsAfter(place))
                    .hasValueSatisfying(after -> assertThat(after)
                            .hasSize(294)
                            .first()
                            .isEqualTo(record(6).bytes()));
            assertThat(journal.recordsAfter(journal.tip()).orElseThrow()).isEmpty();
            assertThat(journal.recordsAfter(new Journal.Tip(5, "another past"))).isEmpty();
            assertThat(journal.recordsAfter(new Journal.Tip(999, place.hash()))).isEmpty();

            assertThat(journal.records(List.of(record(7).id(), "00", record(2).id())))
                    .containsExactly(record(7).bytes(), record(2).bytes());

            for (int part : new int[] {0, Digest.part(record(1).id()), Digest.PARTS - 1}) {
                assertThat(Deeds.await(journal.part(part)))
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(1, 300)
                                .mapToObj(JournalContract::record)
                                .filter(record -> Digest.part(record.id()) == part)
                                .map(StoredRecord::bytes)
                                .toList());
            }
        }
    }

    private Journal.Tip writeFive() {
        try (Journal journal = open("first")) {
            Deeds.await(journal.append(List.of(record(1), record(2), record(3), record(4), record(5))));
            return journal.tip();
        }
    }

    @Test
    void oneThatIsClosedWhileBusyWritesWhatItWasGivenAndRefusesTheRest() {
        List<CompletionStage<Void>> writes = new ArrayList<>();
        Journal journal = open("first");
        for (int i = 0; i < 500; i++) {
            writes.add(journal.append(List.of(record(i))));
        }
        journal.close();
        writes.forEach(Deeds::await);

        assertThatThrownBy(() -> Deeds.await(journal.append(List.of(record(501)))))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("is closed");
        try (Journal next = open("second")) {
            assertThat(next.records()).hasSize(500);
        }
    }

    @Test
    void whatAFullDiskRefusesIsOwedAndWrittenOnceThereIsRoom() {
        open("first").close();
        Runnable makeRoom = fillDisk();
        try (Journal journal = open("second")) {
            CompletionStage<Void> write = journal.append(List.of(record(1)));
            assertThatThrownBy(() -> Deeds.await(write)).isInstanceOf(CompletionException.class);
            assertThat(journal.tip()).isEqualTo(Journal.Tip.START);

            makeRoom.run();
            await(
                    "it was written",
                    () -> journal.tip().equals(Journal.Tip.START.then(record(1).id())));

            Deeds.await(journal.append(List.of(record(2))));
            assertThat(journal.records()).hasSize(2);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within twenty seconds: " + what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    static StoredRecord record(int number) {
        return RecordCodec.write(
                number, Instant.EPOCH, "a", Deeds.ANN, List.of(), new Entry.Said(Deeds.kill("r" + number)));
    }
}
