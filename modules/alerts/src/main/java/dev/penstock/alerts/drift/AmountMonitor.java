package dev.penstock.alerts.drift;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether amounts are larger or smaller than they used to be. Not safe for several threads.
 *
 * <p>Of the first amounts the quartiles are taken. From then on it counts how many are a tenth above the upper or a
 * tenth below the lower one, and leaves it to {@link RateMonitor} to say whether these are more than before. So the
 * figures of false alarms hold for any distribution, and a few amounts that are off do not count for more than others.
 */
final class AmountMonitor {
    private static final double CLEARLY = 1.1;

    private final @Nullable DriftMetric larger;
    private final @Nullable DriftMetric smaller;
    private final long[] first = new long[RateMonitor.FIRST_REFERENCE];
    private int known;
    private double median;
    private List<Side> sides = List.of();

    /** What a change either way is called; null for one that does not matter. */
    AmountMonitor(@Nullable DriftMetric larger, @Nullable DriftMetric smaller) {
        this.larger = larger;
        this.smaller = smaller;
    }

    /** One way. */
    private static final class Side {
        private final RateMonitor monitor;
        private final double bound;
        private final boolean up;
        private double logs;
        private long amounts;

        Side(DriftMetric metric, double bound, boolean up, long[] reference) {
            this.bound = bound;
            this.up = up;
            long events = Arrays.stream(reference).filter(this::isBeyond).count();
            this.monitor = new RateMonitor(metric, reference.length, events);
        }

        private boolean isBeyond(long amount) {
            return up ? amount > bound : amount < bound;
        }

        void add(long amount, Instant at) {
            monitor.add(isBeyond(amount), at);
            if (monitor.hasNoWindow()) {
                logs = 0;
                amounts = 0;
            } else {
                logs += Math.log((double) Math.max(1, amount));
                amounts++;
            }
        }

        @Nullable
        Drift drift(double median) {
            Drift drift = monitor.drift();
            return drift == null
                    ? null
                    : new Drift(
                            drift.metric(),
                            drift.reference(),
                            drift.referenceAnswers(),
                            drift.window(),
                            drift.windowAnswers(),
                            drift.since(),
                            new Drift.Amounts(median, Math.exp(logs / Math.max(1, amounts))));
        }
    }

    /** {@code amount} is from 0. */
    void add(long amount, Instant at) {
        if (known < first.length) {
            first[known++] = amount;
            if (known == first.length) {
                begin();
            }
            return;
        }
        boolean anew = false;
        for (Side side : sides) {
            side.add(amount, at);
            anew |= side.monitor.isLearning();
        }
        if (anew) {
            // What changed is usual now: the quartiles are others.
            known = 0;
            sides = List.of();
        }
    }

    private void begin() {
        long[] sorted = first.clone();
        Arrays.sort(sorted);
        median = sorted[sorted.length / 2];
        List<Side> both = new ArrayList<>();
        if (larger != null) {
            both.add(new Side(larger, CLEARLY * sorted[sorted.length * 3 / 4], true, first));
        }
        if (smaller != null) {
            both.add(new Side(smaller, sorted[sorted.length / 4] / CLEARLY, false, first));
        }
        sides = List.copyOf(both);
    }

    List<Drift> drifts() {
        return sides.stream()
                .map(side -> side.drift(median))
                .filter(Objects::nonNull)
                .toList();
    }
}
