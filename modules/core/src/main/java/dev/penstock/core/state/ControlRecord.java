package dev.penstock.core.state;

import dev.penstock.core.config.Checks;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An accepted write: never changed, known by its hash.
 *
 * @param id SHA-256 of its canonical bytes, in lower-case hexadecimal
 * @param lamport above that of all records that its node knew when it was made: orders cause before effect
 * @param at when it was made, by its node's clock; for people, decides nothing
 * @param node the node that made it
 * @param author who wanted it, and why
 * @param parents the id of the write before it in the chain, of one that resumes something; of the proposal, of a
 *     commit
 */
public record ControlRecord(
        String id, long lamport, Instant at, String node, Author author, List<String> parents, Entry entry) {
    /** Older first, the same on every node. */
    public static final Comparator<ControlRecord> ORDER =
            Comparator.comparingLong(ControlRecord::lamport).thenComparing(ControlRecord::id);

    public ControlRecord {
        parents = List.copyOf(parents);
    }

    /**
     * Who wanted a write, and why. Kept for good and shown to operators.
     *
     * @param actor who it was, in their own words
     * @param principal the name of the token or trigger that was shown; empty where there was none
     * @param request what makes a repeated write known; null where the writer sent nothing for that
     * @param approvedBy the second person; null where none was needed
     */
    public record Author(
            String actor,
            String reason,
            String principal,
            @Nullable Request request,
            @Nullable Approval approvedBy) {
        public static final int MOST_ACTOR = 128;
        public static final int MOST_REASON = 1_024;

        public Author {
            new Checks()
                    .that(
                            !actor.isBlank() && actor.length() <= MOST_ACTOR,
                            "actor",
                            actor,
                            "who does this, in 1 to " + MOST_ACTOR + " characters")
                    .that(
                            !reason.isBlank() && reason.length() <= MOST_REASON,
                            "reason",
                            reason,
                            "why, in 1 to " + MOST_REASON + " characters")
                    .done();
        }

        /** Somebody who showed nothing. */
        public Author(String actor, String reason) {
            this(actor, reason, "", null);
        }

        /** Whether it is a node, which shows nothing: it enrols journals and grants blocks by itself. */
        public boolean isNode() {
            return principal.isEmpty();
        }

        /** Somebody who needs no approval. */
        public Author(String actor, String reason, String principal, @Nullable Request request) {
            this(actor, reason, principal, request, null);
        }
    }

    /**
     * Who approved a write, and why.
     *
     * @param request the id of the record that asked for it
     * @param principal the name of the token that was shown: another than that of the write
     */
    public record Approval(String request, String principal, String actor, String reason) {}

    /**
     * What makes a repeated write known.
     *
     * @param key made up by the writer, once for each write
     * @param fingerprint a hash of all that the write says: another one under the same key is another write
     */
    public record Request(String key, String fingerprint) {}

    /**
     * A voter's word that it has a proposal in its journal.
     *
     * @param journal the journal's identity
     * @param seal its message authentication code with the key's id, {@code key:code}; empty where a cluster has no key
     */
    public record Vote(String node, String journal, String seal) {}

    /** What a record says. */
    public sealed interface Entry {
        /** A write. One that needs a majority is inert until a commit names it. */
        record Said(Command command) implements Entry {}

        /**
         * A majority of the voters has this proposal in their journals.
         *
         * @param proposal its record's id
         * @param votes what those said who have
         */
        record Commit(String proposal, List<Vote> votes) implements Entry {
            public Commit {
                votes = List.copyOf(votes);
            }
        }

        /** Something that only newer versions understand: kept and handed on, without effect here. */
        record Unknown(String kind) implements Entry {}
    }
}
