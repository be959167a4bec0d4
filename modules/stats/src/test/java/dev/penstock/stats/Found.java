package dev.penstock.stats;

import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * How a simulated watch ended.
 *
 * @param yes whether the evidence was ever enough
 * @param requests how many requests, pairs or keys there had been by then
 * @param exposed how many of these were on the candidate
 */
record Found(boolean yes, int requests, int exposed) {
    /** Many watches, of the seeds from 0. */
    static Found[] runs(int runs, LongFunction<Found> run) {
        return LongStream.range(0, runs).mapToObj(run).toArray(Found[]::new);
    }

    /** The share that were found. */
    static double share(Found[] runs) {
        return (double) Arrays.stream(runs).filter(Found::yes).count() / runs.length;
    }

    /** A quantile of the requests of all; whoever found nothing has them all. */
    static int requests(Found[] runs, double quantile) {
        int[] sorted = Arrays.stream(runs).mapToInt(Found::requests).sorted().toArray();
        return sorted[(int) (sorted.length * quantile)];
    }

    /** A quantile of the exposed requests of all. */
    static int exposed(Found[] runs, double quantile) {
        int[] sorted = Arrays.stream(runs).mapToInt(Found::exposed).sorted().toArray();
        return sorted[(int) (sorted.length * quantile)];
    }
}
