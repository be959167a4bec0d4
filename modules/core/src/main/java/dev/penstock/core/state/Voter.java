package dev.penstock.core.state;

import org.jspecify.annotations.Nullable;

/**
 * A node that votes.
 *
 * @param journal the identity of the journal that it votes with: what a wiped disk has forgotten it may not vote on;
 *     null until that is known
 */
public record Voter(String node, @Nullable String journal) {
    /** Whether a node with this journal is this voter. */
    public boolean is(String otherNode, String otherJournal) {
        return node.equals(otherNode) && (journal == null || journal.equals(otherJournal));
    }
}
