package dev.penstock.store;

import dev.penstock.core.state.Voter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which voters' journals a node has seen all of since it was started. Until those of a majority are in, there may be
 * decisions that it does not know of, and it must not serve. Belongs to one thread.
 */
final class ColdStart {
    private final Map<String, String> journals = new HashMap<>();

    /** All that is in a node's journal is here now. */
    void in(String node, String journal) {
        journals.put(node, journal);
    }

    /** The voters whose journals are not in; empty if those of a majority are. A journal that was made anew is none. */
    List<String> awaited(List<Voter> voters) {
        List<String> missing = voters.stream()
                .filter(voter -> !voter.is(voter.node(), journals.getOrDefault(voter.node(), ""))
                        || !journals.containsKey(voter.node()))
                .map(Voter::node)
                .toList();
        return voters.size() - missing.size() > voters.size() / 2 ? List.of() : missing;
    }
}
