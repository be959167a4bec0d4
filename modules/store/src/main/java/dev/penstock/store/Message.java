package dev.penstock.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What nodes say to each other, as JSON with the kind of the message in it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "message")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Message.Records.class, name = "records"),
    @JsonSubTypes.Type(value = Message.Taken.class, name = "taken"),
    @JsonSubTypes.Type(value = Message.Vote.class, name = "vote"),
    @JsonSubTypes.Type(value = Message.Parts.class, name = "parts"),
    @JsonSubTypes.Type(value = Message.Standing.class, name = "standing")
})
sealed interface Message {
    /** Records, as the bytes that their ids are hashes of. */
    record Records(List<byte[]> records) implements Message {
        static Records of(Collection<StoredRecord> stored) {
            return new Records(stored.stream().map(StoredRecord::bytes).toList());
        }

        /** Those that can be read; what is no record at all is left out. */
        List<StoredRecord> read() {
            return records.stream()
                    .map(RecordCodec::read)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /** The records are in effect and on disk; the latter took so long after the former. */
    record Taken(long journalMicros) implements Message {}

    /** Whether a voter has a proposal in its journal; if not, why. */
    record Vote(boolean granted, String why) implements Message {}

    /** The parts of a node's {@link Digest}. */
    record Parts(String parts) implements Message {}

    /** What a node tells of itself every second. */
    record Standing(String node, String journal, long records, String digest, long revision) implements Message {}

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
