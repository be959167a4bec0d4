package dev.penstock.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.state.ControlRecord.Vote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What nodes say to each other, as JSON with the kind of the message in it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "message")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Message.Records.class, name = "records"),
    @JsonSubTypes.Type(value = Message.Taken.class, name = "taken"),
    @JsonSubTypes.Type(value = Message.Prepare.class, name = "prepare"),
    @JsonSubTypes.Type(value = Message.Promised.class, name = "promised"),
    @JsonSubTypes.Type(value = Message.Accept.class, name = "accept"),
    @JsonSubTypes.Type(value = Message.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Message.Outbid.class, name = "outbid"),
    @JsonSubTypes.Type(value = Message.Decided.class, name = "decided"),
    @JsonSubTypes.Type(value = Message.Behind.class, name = "behind"),
    @JsonSubTypes.Type(value = Message.Parts.class, name = "parts"),
    @JsonSubTypes.Type(value = Message.Since.class, name = "since"),
    @JsonSubTypes.Type(value = Message.Page.class, name = "page"),
    @JsonSubTypes.Type(value = Message.Forgotten.class, name = "forgotten"),
    @JsonSubTypes.Type(value = Message.Standing.class, name = "standing")
})
sealed interface Message {
    /** Records, as the bytes that their ids are hashes of. */
    record Records(List<byte[]> records) implements Message {
        private static final int MANY = 1_000;
        /** A message has so many bytes of records at most, unless it has one record only. */
        static final int MOST_BYTES = 1 << 20;

        static Records of(Collection<StoredRecord> stored) {
            return new Records(stored.stream().map(StoredRecord::bytes).toList());
        }

        /** The first of these, as many as one message takes. */
        static Records first(List<StoredRecord> stored) {
            int end = 0;
            for (long bytes = 0; end < stored.size(); end++) {
                bytes += stored.get(end).bytes().length;
                if (bytes > MOST_BYTES && end > 0) {
                    break;
                }
            }
            return of(stored.subList(0, end));
        }

        /** Those that can be read; what is no record at all is left out. */
        List<StoredRecord> read() {
            // A start reads all that was ever decided: on all cores.
            return (records.size() < MANY ? records.stream() : records.parallelStream())
                    .map(RecordCodec::read)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /**
     * The records were taken in.
     *
     * @param micros how long ago
     * @param onDisk whether they are on disk by now; a disk that is away or slow is not waited for
     * @param effective whether the last of them is in effect: a link of the chain is not before those that it follows
     */
    record Taken(long micros, boolean onDisk, boolean effective) implements Message {}

    /** What can be asked of a voter about a slot of the chain. */
    sealed interface Ask extends Message {
        String slot();

        Ballot ballot();
    }

    /** Asks a voter to answer to no lower ballot. */
    record Prepare(String slot, Ballot ballot) implements Ask {}

    /** Asks a voter to accept a proposal. */
    record Accept(String slot, Ballot ballot, byte[] proposal) implements Ask {}

    /**
     * It will answer to no lower ballot.
     *
     * @param journal the identity of the journal that it votes with
     * @param accepted the ballot of the proposal that it accepted before, with its bytes; null if there is none
     */
    record Promised(String journal, @Nullable Ballot accepted, byte @Nullable [] proposal) implements Message {}

    /** It has the proposal in its journal. */
    record Accepted(Vote vote) implements Message {}

    /** It has promised to answer to no ballot lower than this. */
    record Outbid(Ballot ballot) implements Message {}

    /** The slot is decided: its link of the chain and those after it, with their commits, unless it is long ago. */
    record Decided(Records records) implements Message {}

    /** It does not know what comes before the slot. */
    record Behind() implements Message {}

    /** What can be asked of a node by another that has not all of its records. */
    sealed interface Want extends Message {}

    /**
     * The records in those parts of the digest that differ, beginning with one of them.
     *
     * @param parts those of the {@link Digest} of who asks
     */
    record Parts(String parts, int from) implements Want {}

    /**
     * The records that a node took in after so many.
     *
     * @param list the list of its records that is meant
     */
    record Since(String list, long from) implements Want {}

    /**
     * Some of the records that were asked for.
     *
     * @param next where the next page begins
     * @param last whether there is none
     */
    record Page(Records records, long next, boolean last) implements Message {}

    /** The list of records that was meant is not held any more, at least not from there. */
    record Forgotten() implements Message {}

    /**
     * What a node tells of itself every second.
     *
     * @param journal the identity of its journal
     * @param list what it calls the list of its records since it was started: the next one may have another order
     * @param records how many are in it
     */
    record Standing(String node, String journal, String list, long records, String digest, long revision)
            implements Message {}

    ObjectMapper JSON = new ObjectMapper();

    default byte[] bytes() {
        try {
            return JSON.writerFor(Message.class).writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a message.
     *
     * @throws UncheckedIOException if it is none
     */
    static Message of(byte[] bytes) {
        try {
            return JSON.readValue(bytes, Message.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
