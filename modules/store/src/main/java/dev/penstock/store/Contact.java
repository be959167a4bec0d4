package dev.penstock.store;

import dev.penstock.core.state.Voter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a majority of the voters has answered this node lately: its permission to give traffic to candidates. It
 * counts from when they were asked, on the monotonic clock. Written by one thread, read by any.
 */
final class Contact {
    /** For how long an answer counts. */
    static final Duration LEASE = Duration.ofSeconds(5);

    private final String node;
    private final Map<String, Long> asked = new HashMap<>();
    /** Whether this node is the only voter, and so never out of contact. */
    private volatile boolean alone;

    private volatile long until;

    Contact(String node, long now) {
        this.node = node;
        this.until = now;
    }

    /** A voter has answered what it was asked at a time. */
    void answered(String voter, long askedNanos) {
        asked.merge(voter, askedNanos, (before, now) -> before - now > 0 ? before : now);
    }

    /** Reckons anew, with these voters. */
    void reckon(List<Voter> voters, long now) {
        alone = voters.size() == 1 && voters.getFirst().node().equals(node);
        List<Long> ages = voters.stream()
                .map(Voter::node)
                .filter(voter -> voter.equals(node) || asked.containsKey(voter))
                .map(voter -> voter.equals(node) ? 0 : now - asked.getOrDefault(voter, now))
                .sorted()
                .toList();
        int enough = voters.size() / 2 + 1;
        until = ages.size() < enough ? now : now - ages.get(enough - 1) + LEASE.toNanos();
    }

    /** Whether there is contact at a time of the monotonic clock. */
    boolean holds(long now) {
        return alone || until - now > 0;
    }
}
