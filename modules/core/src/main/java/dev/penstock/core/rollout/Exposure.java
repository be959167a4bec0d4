package dev.penstock.core.rollout;

import dev.penstock.core.config.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The most that a stage may cost its users before it is proven: where one of these is used up, the candidate gets no
 * more requests in that stage. They hold in the whole cluster, through partitions and crashes.
 *
 * @param requests how many the candidate is given; null: any number
 * @param bad how many of those may be bad by a guardrail, those that are under way counted as if they were; null: any
 *     number
 * @param microdollars what the candidate's attempts may cost; null: anything
 */
public record Exposure(
        @Nullable Long requests,
        @Nullable Long bad,
        @Nullable Long microdollars) {
    public static final Exposure UNLIMITED = new Exposure(null, null, null);

    private static final long MOST = 1_000_000_000_000L;

    public Exposure {
        check("requests", requests);
        check("bad", bad);
        check("microdollars", microdollars);
    }

    private static void check(String field, @Nullable Long units) {
        if (units != null) {
            new Checks().range(field, units, 1, MOST).done();
        }
    }
}
