package dev.penstock.app.chaos;

import java.util.Map;

/**
 * What there is to spend.
 *
 * @param limit in units
 * @param had the units that each node was granted and has not returned, at the end; empty if nobody looked
 */
record Budget(long limit, Map<String, Long> had) {
    Budget {
        had = Map.copyOf(had);
    }

    /** The same, as it was found at the end. */
    Budget with(Map<String, Long> found) {
        return new Budget(limit, found);
    }
}
