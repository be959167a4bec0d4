package dev.penstock.alerts.drift;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether events come more often than they used to. Not safe for several threads.
 *
 * <p>The first answers are the reference. Each one after it moves a sum for each of {@link #RATIOS}: the logarithm of
 * how much more probable it is at that many times the usual odds, and never below nothing (the CUSUM: Page, Continuous
 * inspection schemes, Biometrika 1954). What is usual is not known, so that the sums stand on the upper end of Wilson's
 * interval of the reference ({@link #DEVIATIONS}; Wilson, Probable inference, JASA 1927), and on a fifth more than
 * that: while events come no more often, a sum is over the bound once in {@code RATIOS.length * FALSE_ALARM} answers on
 * average at most, and any of them once in {@link #FALSE_ALARM} (Lorden, Procedures for reacting to a change in
 * distribution, 1971, theorem 2).
 *
 * <p>What came since a sum was last at nothing is the window: its start is the most probable moment of the change. A
 * window that ends without an alarm goes into the reference, of which the newest count most. So what drifts is never
 * taken for usual while it is looked at.
 *
 * <p>An alarm is over when the same sum the other way round says so, or after {@link #USUAL_AGAIN} answers: then that
 * is what is usual, and a new reference begins.
 */
final class RateMonitor {
    /** How many answers make the first reference. */
    static final int FIRST_REFERENCE = 500;
    /** With more, what is older counts half. */
    static final int MOST_REFERENCE = 20_000;
    /** How many answers there are from one false alarm to the next, at least and on average. */
    static final int FALSE_ALARM = 100_000;
    /** So many answers after an alarm, what drifted is usual. */
    static final int USUAL_AGAIN = 5_000;

    private static final double DEVIATIONS = 2;
    private static final double TOLERATED = 1.2;
    private static final double[] RATIOS = {2, 5};
    private static final double BOUND = Math.log((double) FALSE_ALARM * RATIOS.length);
    /** While it drifts, it is said to be over once in so many answers at most. */
    private static final double BACK = Math.log(10_000);

    private final DriftMetric metric;
    private long reference;
    private long referenceEvents;
    private long window;
    private long windowEvents;
    private final double[] sums = new double[RATIOS.length];
    private @Nullable Instant windowStart;
    private @Nullable Alarm alarm;

    RateMonitor(DriftMetric metric) {
        this(metric, 0, 0);
    }

    /** One whose reference begins with so many answers. */
    RateMonitor(DriftMetric metric, long reference, long referenceEvents) {
        this.metric = metric;
        this.reference = reference;
        this.referenceEvents = referenceEvents;
    }

    /**
     * What an alarm is over by.
     *
     * @param usual the odds that were usual at most
     * @param ratio how many times as high they were found to be
     * @param back the sum the other way round
     * @param answers how many came since
     */
    private record Alarm(double usual, double ratio, double back, long answers) {}

    /** An answer came; {@code event} says whether it is one of those that are counted. */
    void add(boolean event, Instant at) {
        if (reference < FIRST_REFERENCE) {
            reference++;
            referenceEvents += event ? 1 : 0;
            return;
        }
        if (window == 0) {
            windowStart = at;
        }
        window++;
        windowEvents += event ? 1 : 0;
        Alarm standing = alarm;
        if (standing == null) {
            alarm = watch(event);
        } else {
            lookForTheEnd(standing, event);
        }
    }

    private @Nullable Alarm watch(boolean event) {
        double usual = usualOdds();
        boolean quiet = true;
        for (int i = 0; i < RATIOS.length; i++) {
            sums[i] = Math.max(0, sums[i] + evidence(event, usual, RATIOS[i]));
            if (sums[i] >= BOUND) {
                return new Alarm(usual, RATIOS[i], 0, 0);
            }
            quiet &= sums[i] == 0;
        }
        if (quiet) {
            learn();
        }
        return null;
    }

    /** The logarithm of how much more probable an outcome is at so many times the usual odds. */
    private static double evidence(boolean event, double usual, double ratio) {
        double ofNone = Math.log((1 + usual) / (1 + usual * ratio));
        return event ? ofNone + Math.log(ratio) : ofNone;
    }

    /** The odds at the upper end of what is usual, and a little more. */
    private double usualOdds() {
        double share = (double) referenceEvents / reference;
        double z = DEVIATIONS * DEVIATIONS / reference;
        double upper = (share + z / 2 + Math.sqrt(z * share * (1 - share) + z * z / 4)) / (1 + z);
        return TOLERATED * upper / Math.max(1 - upper, 1e-6);
    }

    private void learn() {
        reference += window;
        referenceEvents += windowEvents;
        if (reference > MOST_REFERENCE) {
            reference /= 2;
            referenceEvents = Math.round(referenceEvents / 2.0);
        }
        startWindow();
    }

    private void startWindow() {
        window = 0;
        windowEvents = 0;
    }

    private void lookForTheEnd(Alarm standing, boolean event) {
        double back = Math.max(0, standing.back() - evidence(event, standing.usual(), standing.ratio()));
        long answers = standing.answers() + 1;
        if (back < BACK && answers < USUAL_AGAIN) {
            alarm = new Alarm(standing.usual(), standing.ratio(), back, answers);
            return;
        }
        alarm = null;
        Arrays.fill(sums, 0);
        startWindow();
        if (back < BACK) {
            reference = 0;
            referenceEvents = 0;
        }
    }

    /** Whether the last answer began a window anew, or none is open. */
    boolean hasNoWindow() {
        return window == 0;
    }

    /** Whether what is usual is not known yet. */
    boolean isLearning() {
        return reference < FIRST_REFERENCE;
    }

    /** The share of events that is usual; NaN while it is not known. */
    double usual() {
        return isLearning() ? Double.NaN : (double) referenceEvents / reference;
    }

    /** What has changed; null while nothing has. */
    @Nullable
    Drift drift() {
        return alarm == null || windowStart == null
                ? null
                : new Drift(metric, usual(), reference, (double) windowEvents / window, window, windowStart, null);
    }
}
