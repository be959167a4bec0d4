package dev.penstock.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a voter has promised and accepted, by slot: the acceptor of Paxos (L. Lamport, "Paxos Made Simple", 2001). Its
 * word counts only once it is on disk, which is up to whoever asks. Belongs to one thread.
 */
final class Acceptor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Promise> promises = new HashMap<>();

    /**
     * What a voter holds itself to in one slot.
     *
     * @param ballot the highest that it was asked with: it answers to no lower one
     * @param accepted the highest that it accepted a proposal in; null if it has accepted none
     * @param proposal that proposal's bytes
     */
    record Promise(Ballot ballot, @Nullable Ballot accepted, byte @Nullable [] proposal) {
        byte[] bytes() {
            try {
                return JSON.writeValueAsBytes(this);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        static Promise of(byte[] bytes) {
            try {
                return JSON.readValue(bytes, Promise.class);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Knows again what it said before. */
    void recall(String slot, Promise promise) {
        promises.put(slot, promise);
    }

    /** What it has promised in a slot, if anything. */
    Optional<Promise> promise(String slot) {
        return Optional.ofNullable(promises.get(slot));
    }

    /** Promises to answer to no lower ballot; empty if it has promised that to a higher one. */
    Optional<Promise> prepare(String slot, Ballot ballot) {
        Promise before = promises.get(slot);
        return isOutbid(before, ballot)
                ? Optional.empty()
                : keep(
                        slot,
                        before == null
                                ? new Promise(ballot, null, null)
                                : new Promise(ballot, before.accepted(), before.proposal()));
    }

    /** Accepts a proposal; empty if it has promised to answer to higher ballots only. */
    Optional<Promise> accept(String slot, Ballot ballot, byte[] proposal) {
        return isOutbid(promises.get(slot), ballot)
                ? Optional.empty()
                : keep(slot, new Promise(ballot, ballot, proposal));
    }

    private static boolean isOutbid(@Nullable Promise before, Ballot ballot) {
        return before != null && before.ballot().compareTo(ballot) > 0;
    }

    private Optional<Promise> keep(String slot, Promise promise) {
        promises.put(slot, promise);
        return Optional.of(promise);
    }

    /** The slots that it has promised something in. */
    Set<String> slots() {
        return Set.copyOf(promises.keySet());
    }

    /** Forgets a slot, for it is decided. */
    boolean forget(String slot) {
        return promises.remove(slot) != null;
    }
}
