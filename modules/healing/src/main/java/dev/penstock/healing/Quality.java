package dev.penstock.healing;

/**
 * How often a target's answers to one release are bad, and whether that is more than usual. Immutable.
 *
 * <p>Answers are looked at in blocks. A block's bad answers are compared with those of the answers before it by
 * Fisher's exact test, one-sided: were both of one kind, it would find such a difference in one of {@code 1 / ALPHA}
 * blocks at most, whatever the usual share is (Fisher, Statistical Methods for Research Workers, 1934, section 21.02).
 * The test only gets surer with each bad answer, so that it need not wait for the end of the block. While a target is
 * degraded, what is usual stays what it was before.
 *
 * @param usual answers that say what is usual, the newest {@link #MOST_USUAL} or so
 * @param usualBad how many of them were bad
 * @param answers of the block so far
 * @param bad how many of them were bad
 * @param degraded whether more were bad than usual
 * @param at when the last one came, in nanoseconds of a monotonic clock
 */
record Quality(int usual, int usualBad, int answers, int bad, boolean degraded, long at) {
    /** How often a block of a target that is well is taken for a bad one, at most. */
    static final double ALPHA = 1e-6;

    static final int BLOCK = 100;
    /** Of a degraded target, which is asked seldom. */
    static final int DEGRADED_BLOCK = 50;
    /** With fewer, nothing is known to be usual. */
    static final int LEAST_USUAL = 200;

    static final int MOST_USUAL = 2_000;
    /** Sure, but not much worse, is no reason to ask another target. */
    private static final double GROSSLY = 2;
    /** What happens in so many of usual blocks is usual. */
    private static final double USUAL = 0.01;

    static Quality unknown(long now) {
        return new Quality(0, 0, 0, 0, false, now);
    }

    Quality and(boolean isBad, long now) {
        Quality next = new Quality(usual, usualBad, answers + 1, isBad ? bad + 1 : bad, degraded, now);
        return degraded ? next.judgeDegraded() : next.judge(isBad);
    }

    private Quality judge(boolean isBad) {
        if (isBad && usual >= LEAST_USUAL && isWorse(BLOCK, ALPHA)) {
            return new Quality(usual, usualBad, 0, 0, true, at);
        }
        return answers < BLOCK ? this : learn();
    }

    private Quality judgeDegraded() {
        return answers < DEGRADED_BLOCK ? this : new Quality(usual, usualBad, 0, 0, isWorse(DEGRADED_BLOCK, USUAL), at);
    }

    private boolean isWorse(int block, double level) {
        return bad * (double) usual >= GROSSLY * usualBad * block && Fisher.tail(usual, usualBad, block, bad) < level;
    }

    private Quality learn() {
        double kept = Math.min(1, (MOST_USUAL - answers) / (double) Math.max(1, usual));
        return new Quality(
                (int) Math.round(usual * kept) + answers, (int) Math.round(usualBad * kept) + bad, 0, 0, false, at);
    }
}
