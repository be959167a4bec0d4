package dev.penstock.alerts.drift;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** Answers by chance, each with its seed. */
final class Simulation {
    static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    /** A change that was not found by then was learned as usual. */
    static final long NOT_FOUND = 100_000;

    private Simulation() {}

    /** False alarms of rates among so many answers that do not change. */
    static long falseAlarms(double share, long answers, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RateMonitor monitor = new RateMonitor(DriftMetric.REFUSALS);
        long alarms = 0;
        boolean standing = false;
        for (long i = 0; i < answers; i++) {
            monitor.add(random.nextDouble() < share, START);
            boolean drifts = monitor.drift() != null;
            alarms += drifts && !standing ? 1 : 0;
            standing = drifts;
        }
        return alarms;
    }

    /** Answers until a change of a share is found, after a reference of so many; {@link #NOT_FOUND} at most. */
    static long delay(double usual, double changed, int reference, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RateMonitor monitor = new RateMonitor(DriftMetric.REFUSALS);
        for (int i = 0; i < reference; i++) {
            monitor.add(random.nextDouble() < usual, START);
        }
        long answers = 0;
        while (monitor.drift() == null && answers < NOT_FOUND) {
            monitor.add(random.nextDouble() < changed, START);
            answers++;
        }
        return answers;
    }

    /** Answers until a change of amounts by a factor is found, of a lognormal distribution of this width. */
    static long amountDelay(double factor, double width, int reference, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AmountMonitor monitor = new AmountMonitor(DriftMetric.LONGER_ANSWERS, DriftMetric.SHORTER_ANSWERS);
        for (int i = 0; i < reference; i++) {
            monitor.add(amount(random, 1, width), START);
        }
        long answers = 0;
        while (monitor.drifts().isEmpty()) {
            monitor.add(amount(random, factor, width), START);
            answers++;
        }
        return answers;
    }

    /** False alarms of amounts, either way. */
    static long falseAmountAlarms(double width, long answers, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AmountMonitor monitor = new AmountMonitor(DriftMetric.LONGER_ANSWERS, DriftMetric.SHORTER_ANSWERS);
        long alarms = 0;
        int standing = 0;
        for (long i = 0; i < answers; i++) {
            monitor.add(amount(random, 1, width), START);
            int drifts = monitor.drifts().size();
            alarms += Math.max(0, drifts - standing);
            standing = drifts;
        }
        return alarms;
    }

    private static long amount(SplittableRandom random, double factor, double width) {
        return Math.round(factor * 300 * Math.exp(width * random.nextGaussian()));
    }

    /** What many runs give, each by its seed: the smallest first. */
    static long[] sorted(int runs, LongUnaryOperator run) {
        return LongStream.range(0, runs).map(run).sorted().toArray();
    }
}
