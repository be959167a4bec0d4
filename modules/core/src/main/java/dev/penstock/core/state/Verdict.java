package dev.penstock.core.state;

import java.util.List;
import java.util.Map;

/** What became of a write. */
public sealed interface Verdict {
    /** It is in effect, and on disk. */
    record Accepted(ControlRecord record, Receipt receipt) implements Verdict {}

    /** It makes no sense as things stand; nothing was written. */
    record Refused(Objection objection) implements Verdict {}

    /**
     * Its precondition did not hold; nothing was written.
     *
     * @param state on top of which it was looked at
     */
    record Outdated(ControlState state) implements Verdict {}

    /**
     * Too few voters answered in time. It has no effect, now or later.
     *
     * @param journaled how many have it in their journals
     * @param voters how many there are
     * @param silent those that did not answer, by their nodes' names
     */
    record NoMajority(int journaled, int voters, List<String> silent) implements Verdict {}

    /**
     * It is in effect where it was written, but on fewer disks than it takes to call it durable: it may be lost if
     * those are.
     */
    record Uncertain(ControlRecord record, Receipt receipt, String why) implements Verdict {}

    /**
     * The voters' answers did not come in time. It may yet take effect, or never will: ask again by its id.
     *
     * @param id of its record, by which {@link ControlPlane#writeState} tells what became of it
     */
    record Unknown(String id) implements Verdict {}

    /**
     * Where a write is.
     *
     * @param applied milliseconds until it was in effect, by node; nodes that did not answer are left out
     * @param journaled how many nodes have it on disk
     * @param voters how many nodes vote
     */
    record Receipt(Map<String, Long> applied, int journaled, int voters) {
        public Receipt {
            applied = Map.copyOf(applied);
        }
    }
}
