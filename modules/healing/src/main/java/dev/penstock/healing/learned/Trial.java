package dev.penstock.healing.learned;

import java.time.Duration;

/**
 * How the attempts and requests go to which a rule is applied, on this node. Immutable.
 *
 * <p>Whether they go badly more often than a good rule's do is told by the CUSUM (Page, Continuous inspection schemes,
 * Biometrika 1954): the logarithm of how much more probable the outcomes are at {@link #WORSE} than at {@link #FINE},
 * and never below nothing. It is over the bound once in a million outcomes on average at most while {@link #FINE} or
 * fewer of them are bad (Lorden, Procedures for reacting to a change in distribution, 1971, theorem 2), and after eight
 * bad ones in a row at the latest.
 *
 * @param good how many went well
 * @param bad how many went badly in a way that the rule may have caused
 * @param sum the logarithm
 */
record Trial(long good, long bad, double sum) {
    static final Trial NONE = new Trial(0, 0, 0);
    /** A good rule's share of bad outcomes is this at most. */
    static final double FINE = 0.1;
    /** The share that is to be found fast. */
    static final double WORSE = 0.6;

    private static final double OF_A_BAD_ONE = Math.log(WORSE / FINE);
    private static final double OF_A_GOOD_ONE = Math.log((1 - WORSE) / (1 - FINE));
    private static final double BOUND = Math.log(1_000_000);

    /** How long a rule that was undone is not learned again. */
    static final Duration UNDONE_FOR = Duration.ofHours(1);

    Trial and(boolean wasBad) {
        double next = Math.max(0, sum + (wasBad ? OF_A_BAD_ONE : OF_A_GOOD_ONE));
        return new Trial(wasBad ? good : good + 1, wasBad ? bad + 1 : bad, next);
    }

    boolean isWorse() {
        return sum >= BOUND;
    }

    /** The outcomes so far, and looked at anew from here on. */
    Trial anew() {
        return new Trial(good, bad, 0);
    }

    /** Both together, of two nodes. */
    Trial plus(Trial other) {
        return new Trial(good + other.good, bad + other.bad, Math.max(sum, other.sum));
    }
}
