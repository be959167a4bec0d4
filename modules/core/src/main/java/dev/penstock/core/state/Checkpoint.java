package dev.penstock.core.state;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What many records have come to, without most of them: a {@link Fold} that begins with it and takes in all later
 * records makes the same state as one that takes in all records.
 *
 * @param effective the ids of writes that took effect
 * @param others the ids of records that have no effect and never will, commits among them
 * @param head the last link of the chain, {@link Fold#START} if there was none
 * @param links how long the chain was
 * @param count how many records had an effect
 * @param lamport the highest Lamport time
 * @param unknown records that only newer versions understand: how many of each kind
 * @param ended ids that were ended or taken back before they took effect, by what they should be of
 * @param standingLinks the links that still determine the state, in their order
 * @param standingStops the records that stop something and still do
 * @param overruled committed writes whose place another has, and that nobody has settled
 * @param open records of which it is not known yet what becomes of them
 */
public record Checkpoint(
        IdSet effective,
        IdSet others,
        String head,
        long links,
        long count,
        long lamport,
        Map<String, Integer> unknown,
        Map<String, Set<String>> ended,
        List<ControlRecord> standingLinks,
        List<ControlRecord> standingStops,
        List<ControlRecord> overruled,
        List<ControlRecord> open) {
    /** Before the first record. */
    public static final Checkpoint START = new Checkpoint(
            IdSet.EMPTY,
            IdSet.EMPTY,
            Fold.START,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    public Checkpoint {
        unknown = Map.copyOf(unknown);
        ended = Map.copyOf(ended);
        standingLinks = List.copyOf(standingLinks);
        standingStops = List.copyOf(standingStops);
        overruled = List.copyOf(overruled);
        open = List.copyOf(open);
    }

    /** Whether a link is one before its last: what comes after it is here in short only. */
    public boolean isPast(String link) {
        return !link.equals(head) && (link.equals(Fold.START) ? links > 0 : effective.contains(link));
    }

    /** All records that it names. */
    public Stream<ControlRecord> named() {
        return Stream.of(standingLinks, standingStops, overruled, open).flatMap(List::stream);
    }

    /** Whether a record is part of it, and not one of the open ones. */
    public boolean has(String id) {
        return effective.contains(id) || others.contains(id);
    }
}
