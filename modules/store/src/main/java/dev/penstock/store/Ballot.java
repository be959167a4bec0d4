package dev.penstock.store;

import java.util.Comparator;

/**
 * A try to decide a slot. Of two, the higher one counts; no two nodes have the same.
 *
 * @param round above that of all tries that its node knows of
 * @param node the node that tries
 */
record Ballot(long round, String node) implements Comparable<Ballot> {
    private static final Comparator<Ballot> ORDER =
            Comparator.comparingLong(Ballot::round).thenComparing(Ballot::node);

    @Override
    public int compareTo(Ballot other) {
        return ORDER.compare(this, other);
    }
}
