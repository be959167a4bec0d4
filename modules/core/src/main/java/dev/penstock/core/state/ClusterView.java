package dev.penstock.core.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes as one of them sees them.
 *
 * @param node the one that looks
 * @param voters the names of those that vote, whether they are there or not
 * @param awaited voters whose journals must be in before this node serves, a majority of all: empty once they are
 * @param inContact whether a majority of the voters answered this node lately: while not, it gives no candidate traffic
 * @param members those that are there, itself among them, by name
 */
public record ClusterView(
        String node, List<String> voters, List<String> awaited, boolean inContact, List<Member> members) {
    public ClusterView {
        awaited = List.copyOf(awaited);
        voters = List.copyOf(voters);
        members = List.copyOf(members);
    }

    /**
     * One node.
     *
     * @param address where other members reach it; null if it is alone and listens for none
     * @param journal its journal's own identity: a wiped disk has a new one
     * @param records how many records it has
     * @param digest a hash of them: nodes with the same records have the same
     * @param revision its control state's
     * @param heardMs milliseconds since it last told so; 0 for the one that looks
     */
    public record Member(
            String node,
            @Nullable String address,
            boolean voter,
            String journal,
            long records,
            String digest,
            long revision,
            long heardMs) {}

    /** How many of the voters make a majority. */
    public int majority() {
        return voters.size() / 2 + 1;
    }
}
