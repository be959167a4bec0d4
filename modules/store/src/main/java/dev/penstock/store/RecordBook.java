package dev.penstock.store;

import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's records: all are in its journal, the newest in its {@link Ledger}. Belongs to the store's thread. */
final class RecordBook {
    private static final Logger LOG = LoggerFactory.getLogger(RecordBook.class);
    /** Of the records that may be held, this part stays when the others are archived: others ask for what is new. */
    private static final int NEWEST = 5;
    /** For so long a write is known by its idempotency key. */
    private static final Duration REPEATABLE = Duration.ofDays(1);

    private final Journal journal;
    private final InstantSource clock;
    private final int most;
    private final WriteIndex writes = new WriteIndex();
    private final Set<String> unknownKinds = new TreeSet<>();
    /** What the journal has that the archive does not; until it is taken in. */
    private List<byte[]> unread;

    private Ledger ledger;

    /**
     * Reads the journal's archive, and what came after it. Blocks.
     *
     * @param most how many records are held before most of them are archived
     */
    RecordBook(Journal journal, InstantSource clock, int most) {
        this.journal = journal;
        this.clock = clock;
        this.most = most;
        Optional<Archive> archived = ArchiveNote.in(journal);
        Optional<List<byte[]>> since = archived.flatMap(archive -> journal.recordsAfter(archive.end()));
        this.unread = since.orElseGet(journal::records);
        this.ledger = new Ledger(since.flatMap(_ -> archived).orElse(Archive.EMPTY));
        writes.archived(ledger.archive());
        writes.effective(ledger.heldEffects());
        ledger.archive().checkpoint().open().forEach(writes::known);
    }

    /** What the journal has and the ledger has not: once. */
    List<byte[]> unread() {
        List<byte[]> records = unread;
        unread = List.of();
        return records;
    }

    Ledger ledger() {
        return ledger;
    }

    WriteIndex writes() {
        return writes;
    }

    /** Takes records in; gives the writes that took effect by that, or nothing if none of the records was new. */
    Optional<List<ControlRecord>> add(List<StoredRecord> records) {
        boolean changed = false;
        for (StoredRecord record : records) {
            if (ledger.add(record)) {
                changed = true;
                writes.known(record.record());
                warnOfUnknown(record.record());
            }
        }
        if (!changed) {
            return Optional.empty();
        }
        List<ControlRecord> effects = ledger.newEffects();
        if (ledger.isOutgrown()) {
            effects = readAgain(effects);
        }
        writes.effective(effects);
        return Optional.of(effects);
    }

    /** Blocks: it takes the loss of more disks than a write is safe against to come here. */
    private List<ControlRecord> readAgain(List<ControlRecord> told) {
        LOG.warn("a decision came that was taken long ago, beside others: all records are read again");
        Ledger before = ledger;
        ledger = new Ledger(Archive.EMPTY);
        new Message.Records(journal.records()).read().forEach(ledger::add);
        before.list().forEach(ledger::add);
        writes.archived(Archive.EMPTY);
        ledger.list().forEach(record -> writes.known(record.record()));
        List<ControlRecord> all = ledger.newEffects();
        writes.effective(all);
        List<ControlRecord> effects = new ArrayList<>(told);
        all.stream().filter(effect -> !before.isEffective(effect)).forEach(effects::add);
        return effects;
    }

    private void warnOfUnknown(ControlRecord record) {
        if (record.entry() instanceof Entry.Unknown(String kind) && unknownKinds.add(kind)) {
            LOG.warn(
                    "a control record of kind '{}' from node '{}' is kept, but has no effect: this version does not"
                            + " know it",
                    kind,
                    record.node());
        }
    }

    /** Whether more are held than should be. */
    boolean isLong() {
        return ledger.sinceArchive() > most;
    }

    /** Holds the newest records only; all must be in the journal, or on their way to it. */
    void archive() {
        Instant repeatable = clock.instant().minus(REPEATABLE);
        Archive archive = ledger.archive(
                most / NEWEST,
                record -> record.author().request() != null && record.at().isAfter(repeatable));
        ledger = ledger.with(archive);
        writes.archived(archive);
        if (!(journal instanceof SharedJournal)) {
            // Where nodes share a journal, each hears of its records in an order of its own.
            journal.note(ArchiveNote.KEY, ArchiveNote.of(archive).bytes());
        }
    }

    /** Verifies what a start has not read. Blocks; on any thread. */
    static void verify(Journal journal) {
        try {
            journal.read(Journal.Tip.START, _ -> {});
        } catch (Journal.Damaged e) {
            LOG.error("{}", e.getMessage());
        } catch (Journal.Unusable e) {
            LOG.debug("the journal was not verified", e);
        }
    }

    /** The records in the parts of the digest that differ from another node's. */
    CompletionStage<Message> differing(Message.Parts other) {
        return ledger.hasArchive() ? nextPart(other) : CompletableFuture.completedStage(ledger.differing(other));
    }

    /** The next part that differs: of the journal, and what is not there yet. */
    private CompletionStage<Message> nextPart(Message.Parts other) {
        boolean[] differ = ledger.digest().differing(other.parts());
        int part = other.from();
        while (part < Digest.PARTS && !differ[part]) {
            part++;
        }
        if (part == Digest.PARTS) {
            return CompletableFuture.completedStage(new Message.Page(new Message.Records(List.of()), part, true));
        }
        int next = part + 1;
        List<StoredRecord> held = ledger.part(part);
        return journal.part(part).thenApply(records -> {
            List<byte[]> page = new ArrayList<>(records);
            held.forEach(record -> page.add(record.bytes()));
            return new Message.Page(new Message.Records(page), next, next == Digest.PARTS);
        });
    }
}
