package dev.penstock.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.state.Checkpoint;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.IdSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An {@link Archive} as the journal's note, so that a start need not read all that was ever decided. It names records
 * by their ids: their bytes are in the journal.
 *
 * @param version of this form
 * @param length of the journal's part that it is about
 * @param hash of the journal's chain there
 */
record ArchiveNote(
        int version,
        long length,
        String hash,
        String digest,
        byte[] effective,
        byte[] others,
        String head,
        long links,
        long count,
        long lamport,
        Map<String, Integer> unknown,
        Map<String, Set<String>> ended,
        List<String> standingLinks,
        List<String> standingStops,
        List<String> overruled,
        List<String> open,
        List<String> held) {
    /** The note's key. */
    static final String KEY = "archive";

    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    static ArchiveNote of(Archive archive) {
        Checkpoint checkpoint = archive.checkpoint();
        return new ArchiveNote(
                VERSION,
                archive.end().length(),
                archive.end().hash(),
                archive.digest().parts(),
                checkpoint.effective().bytes(),
                checkpoint.others().bytes(),
                checkpoint.head(),
                checkpoint.links(),
                checkpoint.count(),
                checkpoint.lamport(),
                checkpoint.unknown(),
                checkpoint.ended(),
                ids(checkpoint.standingLinks()),
                ids(checkpoint.standingStops()),
                ids(checkpoint.overruled()),
                ids(checkpoint.open()),
                archive.held().stream().map(StoredRecord::id).toList());
    }

    private static List<String> ids(Collection<ControlRecord> records) {
        return records.stream().map(ControlRecord::id).toList();
    }

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The archive that a journal has a note of; none if it has no note, or one that another version wrote, or one of
     * another past: all records are read then.
     */
    static Optional<Archive> in(Journal journal) {
        byte[] bytes = journal.notes().get(KEY);
        return bytes == null ? Optional.empty() : read(bytes).flatMap(note -> note.archive(journal));
    }

    private static Optional<ArchiveNote> read(byte[] bytes) {
        try {
            return JSON.readTree(bytes).path("version").asInt() == VERSION
                    ? Optional.of(JSON.readValue(bytes, ArchiveNote.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Journal.Tip end() {
        return new Journal.Tip(length, hash);
    }

    private Optional<Archive> archive(Journal journal) {
        Map<String, StoredRecord> read = new HashMap<>();
        new Message.Records(journal.records(held)).read().forEach(record -> read.put(record.id(), record));
        return read.keySet().equals(new HashSet<>(held)) ? Optional.of(archive(read)) : Optional.empty();
    }

    private Archive archive(Map<String, StoredRecord> read) {
        Checkpoint checkpoint = new Checkpoint(
                IdSet.of(effective),
                IdSet.of(others),
                head,
                links,
                count,
                lamport,
                unknown,
                ended,
                named(standingLinks, read),
                named(standingStops, read),
                named(overruled, read),
                named(open, read));
        return new Archive(
                checkpoint,
                end(),
                Digest.of(digest),
                held.stream().map(read::get).filter(Objects::nonNull).toList());
    }

    private static List<ControlRecord> named(List<String> ids, Map<String, StoredRecord> read) {
        return ids.stream()
                .map(read::get)
                .filter(Objects::nonNull)
                .map(StoredRecord::record)
                .toList();
    }
}
