package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The figures that release decisions were designed by, simulated anew, held against those and put into tables. Each
 * figure has a band: of shares four standard errors of both simulations, of medians a request or a tenth.
 */
final class Figures {
    /** How many runs the figures of the design have, about; its text says 200 to 1,500. */
    private static final int RUNS_OF_DESIGN = 500;

    private static final double SIGMAS = 4;

    private final int runs;
    private final List<String> lines = new ArrayList<>();

    /** @param runs of each row, with the seeds from 0 */
    Figures(int runs) {
        this.runs = runs;
    }

    /** The tables so far, in Markdown. */
    String tables() {
        return String.join("\n", lines);
    }

    void falseRollbacks() {
        title("Equal candidates that are rolled back");
        line("No difference between the arms, alpha 5 %, 20,000 requests. The z-test (one-sided, pooled) is looked"
                + " at after each 100 requests, the e-process at every error.");
        line("");
        head("base error", "share", "z-test", "design", "e-process", "design");
        falseRollback(0.02, 0.1, 0.37, 0.037);
        falseRollback(0.005, 0.05, 0.34, 0.017);
        falseRollback(0.005, 0.01, 0.26, 0.009);
        falseRollback(0.02, 0.5, 0.31, 0.039);
    }

    private void falseRollback(double error, double rho, double zOfDesign, double ofDesign) {
        Traffic equal = new Traffic(error, error, rho);
        double z = Found.share(Found.runs(runs, seed -> equal.watchByZTest(100, 20_000, seed)));
        double ours = Found.share(Found.runs(runs, seed -> equal.watch(RateRatioTest.harm(0), 0.05, 20_000, seed)));
        row(percent(error), percent(rho), percent(z), percent(zOfDesign), percent(ours), percent(ofDesign));
        assertNear(z, zOfDesign);
        assertNear(ours, ofDesign);
        assertAtMost(ours, 0.05);
    }

    void detection() {
        title("Harm that is found");
        line("Base error 1 %, share 5 %, alpha 1 %, at most 60,000 requests: a run in which nothing was found"
                + " counts with all of them.");
        line("");
        head("candidate's error", "found", "exposed, median (p90)", "design", "all requests, median", "design");
        detection(1, 1, 3, 4, 55);
        detection(0.3, 1, 10, 22, 201);
        detection(0.1, 1, 46, 102, 896);
        detection(0.05, 1, 140, 327, 2_838);
        detection(0.02, 0.84, 1_478, 0, 29_340);
    }

    private void detection(double error, double power, int median, int p90, int total) {
        Traffic worse = new Traffic(0.01, error, 0.05);
        Found[] found = Found.runs(runs, seed -> worse.watch(RateRatioTest.harm(0), 0.01, 60_000, seed));
        row(
                percent(error),
                percent(Found.share(found)),
                count(Found.exposed(found, 0.5)) + " (" + count(Found.exposed(found, 0.9)) + ")",
                count(median) + (p90 == 0 ? ", found " + percent(power) : " (" + count(p90) + ")"),
                count(Found.requests(found, 0.5)),
                count(total));
        assertNear(Found.share(found), power);
        assertNear(Found.exposed(found, 0.5), median);
        assertNear(Found.requests(found, 0.5), total);
        if (p90 != 0) {
            assertNear(Found.exposed(found, 0.9), p90);
        }
    }

    void proof() {
        title("Proof that a candidate is not worse");
        line("Margin 50 %, beta 5 %, base error 2 %. Falsely promoted: the candidate's error is 3 %, 60,000"
                + " requests. Equal: until promoted, at most 200,000 requests.");
        line("");
        head("share", "falsely promoted", "design", "equal: requests, median (p90)", "design");
        proof(0.1, 0.049, 18_895);
        proof(0.5, 0.04, 7_978);
        line("");
        line("Without any error, " + count(BadRateBound.cleanRequestsNeeded(0.005, 0.05))
                + " clean requests prove that fewer than 0.5 % are bad, at a beta of 5 % (design: 2,100).");
    }

    private void proof(double rho, double falseOfDesign, int medianOfDesign) {
        RateRatioTest test = RateRatioTest.nonInferiority(0.5);
        Traffic atTheMargin = new Traffic(0.02, 0.03, rho);
        Traffic equal = new Traffic(0.02, 0.02, rho);
        double wrong = Found.share(Found.runs(runs, seed -> atTheMargin.watch(test, 0.05, 60_000, seed)));
        Found[] right = Found.runs(runs, seed -> equal.watch(test, 0.05, 200_000, seed));
        row(
                percent(rho),
                percent(wrong),
                percent(falseOfDesign),
                count(Found.requests(right, 0.5)) + " (" + count(Found.requests(right, 0.9)) + ")",
                count(medianOfDesign));
        assertNear(wrong, falseOfDesign);
        assertAtMost(wrong, 0.05);
        assertNear(Found.requests(right, 0.5), medianOfDesign);
    }

    void traps() {
        title("Traps");
        line("Equal candidates, alpha 5 %. *Ramp*: the share grows 1, 5, 25, 50 %, 10,000 requests each, while the"
                + " error of both arms drifts from 1 to 5 %; the z-test is looked at once, at the end. *Sticky"
                + " keys*: 2,000 users, 20,000 requests, share 10 %; 2 % of the users fail in 60 % of their"
                + " requests, the others in 0.5 %.");
        line("");
        head("trap", "falsely rolled back", "design");
        DriftingRamp ramp = new DriftingRamp(10_000);
        double pooled = Found.share(Found.runs(runs, ramp::judgeByZTest));
        double ours = Found.share(Found.runs(runs, seed -> ramp.watch(0.05, seed)));
        row("ramp, z-test of all requests", percent(pooled), percent(1));
        row("ramp, e-process", percent(ours), "at most 5 %");
        assertThat(pooled).isGreaterThan(0.99);
        assertAtMost(ours, 0.05);

        StickyUsers users = new StickyUsers(2_000, 0.1, 20_000);
        double all = Found.share(Found.runs(runs, seed -> users.watch(false, 0.05, seed)));
        double first = Found.share(Found.runs(runs, seed -> users.watch(true, 0.05, seed)));
        row("sticky keys, every error", percent(all), percent(0.146));
        row("sticky keys, the first error of each", percent(first), percent(0.02));
        assertNear(all, 0.146);
        assertNear(first, 0.02);
        assertAtMost(first, 0.05);
    }

    void shadows() {
        title("Pairs on the same prompt");
        line("A fall from 20 to 25 % failures, alpha 1 %, until it is found.");
        line("");
        head("how", "prompts, median", "design");
        pairs(0.08, 0.03, 410);
        pairs(0.15, 0.1, 1_125);
        Traffic unpaired = new Traffic(0.2, 0.25, 0.5);
        Found[] found = Found.runs(runs, seed -> unpaired.watch(RateRatioTest.harm(0), 0.01, 100_000, seed));
        row("requests of users, halved between the arms", count(Found.requests(found, 0.5)), count(3_996));
        assertNear(Found.requests(found, 0.5), 3_996);
    }

    private void pairs(double lost, double won, int medianOfDesign) {
        Found[] found = Found.runs(runs, seed -> Shadows.pairs(lost, won, 0.01, 100_000, seed));
        row(
                "pairs, lost " + percent(lost) + ", won " + percent(won),
                count(Found.requests(found, 0.5)),
                count(medianOfDesign));
        assertNear(Found.requests(found, 0.5), medianOfDesign);
    }

    void noise() {
        title("Two answers of one model");
        line("The candidate is the primary's own model, 20,000 prompts, every tenth answered a second time by the"
                + " primary; an answer is unlike the usual one with the chance given. Odd one out: `PairedTest`,"
                + " alpha 1 %. Usual way: the share in which the candidate differs, less that in which the primary"
                + " differs from itself, is above 5 points; looked at after each 100 prompts from the 500th on.");
        line("");
        head("unlike", "odd one out", "design", "usual way", "design");
        noise(0.05);
        noise(0.2);
        noise(0.4);
    }

    private void noise(double unusual) {
        double ours = Found.share(Found.runs(runs, seed -> Shadows.oddOneOut(unusual, 0.01, 20_000, seed)));
        double usual = Found.share(Found.runs(runs, seed -> Shadows.rawMinusNoise(unusual, 0.05, 20_000, seed)));
        row(percent(unusual), percent(ours), percent(0.009), percent(usual), "46 to 56 %");
        assertNear(ours, 0.009);
        assertAtMost(ours, 0.01);
        assertThat(usual).isGreaterThan(10 * 0.01);
    }

    void split() {
        title("Is the split what it is said to be");
        line("Said to be 5 %, alarm at 0.1 %, looked at after each of 20,000 keys, " + count(splitRuns())
                + " runs. The design has no figures for it.");
        line("");
        head("real share", "alarms", "keys until then, median");
        double wrong = split(0.05);
        assertAtMost(wrong, 0.001, splitRuns());
        assertThat(split(0.06)).isGreaterThan(0.9);
        assertThat(split(0.1)).isEqualTo(1);
    }

    private double split(double real) {
        Found[] found = Found.runs(splitRuns(), seed -> Shadows.split(0.05, real, 0.001, 20_000, seed));
        row(
                percent(real),
                percent(Found.share(found)),
                Found.share(found) > 0.5 ? count(Found.requests(found, 0.5)) : "");
        return Found.share(found);
    }

    /** Each key costs a look: fewer runs. */
    private int splitRuns() {
        return runs / 5;
    }

    private void assertNear(double share, double ofDesign) {
        double variance = ofDesign * (1 - ofDesign) * (1.0 / runs + 1.0 / RUNS_OF_DESIGN);
        assertThat(share).isCloseTo(ofDesign, within(SIGMAS * Math.sqrt(variance)));
    }

    private void assertAtMost(double share, double alpha) {
        assertAtMost(share, alpha, runs);
    }

    private static void assertAtMost(double share, double alpha, int runs) {
        assertThat(share).isLessThanOrEqualTo(alpha + SIGMAS * Math.sqrt(alpha * (1 - alpha) / runs));
    }

    private static void assertNear(int median, int ofDesign) {
        assertThat((double) median).isCloseTo(ofDesign, within(Math.max(1, 0.1 * ofDesign)));
    }

    private void title(String title) {
        line("### " + title);
        line("");
    }

    private void head(String... cells) {
        if (!lines.getLast().isEmpty()) {
            line("");
        }
        row(cells);
        line("|" + "---|".repeat(cells.length));
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        if (line.startsWith("### ") && !lines.isEmpty()) {
            lines.add("");
        }
        lines.add(line);
    }

    private static String percent(double share) {
        String text = String.format(Locale.ROOT, "%.1f", 100 * share);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " %";
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
