package dev.penstock.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The other nodes, and how to talk to them. */
interface Peers {
    /** What can be asked of a node. */
    enum Question {
        /** Take these records in: a {@link Message.Records}, answered by a {@link Message.Taken}. */
        RECORDS,
        /** Vote for a proposal: a {@link Message.Records} of one, answered by a {@link Message.Vote}. */
        PROPOSAL,
        /** Tell what is missing here: a {@link Message.Parts}, answered by a {@link Message.Records}. */
        DIFFERENCE
    }

    /** A node that stands alone. */
    Peers NONE = new Peers() {
        @Override
        public List<Peer> others() {
            return List.of();
        }

        @Override
        public CompletionStage<Message> ask(String node, Question question, Message message, Duration limit) {
            throw new IllegalArgumentException("there is no other node to ask");
        }

        @Override
        public void keep(List<StoredRecord> records) {}

        @Override
        public boolean claim(String slot, String proposal) {
            return true;
        }

        @Override
        public void unclaim(String slot, String proposal) {}
    };

    /**
     * Another node that is there now.
     *
     * @param address where members reach it
     * @param started when its process was, by its own clock
     */
    record Peer(String node, String address, Instant started) {}

    List<Peer> others();

    /** Asks one node; the stage fails if no answer comes within the limit. */
    CompletionStage<Message> ask(String node, Question question, Message message, Duration limit);

    /** Puts records where nodes that come later find them. Does not wait. */
    void keep(List<StoredRecord> records);

    /**
     * Claims a slot for a proposal, so that not several nodes ask for votes at once. It only keeps order: what is safe
     * is decided by the voters. Blocks.
     *
     * @return whether the slot is this proposal's now
     */
    boolean claim(String slot, String proposal);

    /** Gives a claim back. Blocks. */
    void unclaim(String slot, String proposal);
}
