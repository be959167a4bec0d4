package dev.penstock.canary;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where the way of a request leaves what it says in a rollout, for this node's verticle of rollouts. Safe for several
 * threads; never waits. What nobody takes away in time is dropped and counted, whichever side it is of.
 */
public final class RolloutScores {
    /** The most that wait: some seconds of what a node can serve. */
    static final int MOST_WAITING = 100_000;

    private final ConcurrentLinkedQueue<Score> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private volatile Runnable wake = () -> {};

    /**
     * A request was drawn to a side and belongs to it from now on. Told when that happens and not when it is over: so a
     * slow candidate is not taken for a split that is not what it should be.
     *
     * @param rollout the rollout's id
     * @param stage its stage's number, from 0
     * @param key as {@link ArmOutcome#key}
     */
    public void assigned(String rollout, int stage, Arm arm, long key) {
        leave(new Score.Assigned(rollout, stage, arm, key));
    }

    /** A request was scored: told once for each, as soon as it failed, was over or came to the horizon. */
    public void take(ArmOutcome outcome) {
        take(new Score.Scored(outcome));
    }

    /** A request was scored when it was over. */
    void take(ArmOutcome outcome, Took took) {
        take(new Score.Scored(outcome, took));
    }

    private void take(Score.Scored scored) {
        leave(scored);
        if (scored.outcome().bad() != 0) {
            wake.run();
        }
    }

    /**
     * A request that was scored turned out to be bad by more, as somebody said so or asked again.
     *
     * @param outcome as at first, but with those guardrails alone that have come since
     */
    public void late(ArmOutcome outcome) {
        leave(new Score.Late(outcome));
        wake.run();
    }

    /** Somebody gave an answer a score. Nobody is woken for it: means do not change by one. */
    void rated(Score.Rated rated) {
        leave(rated);
    }

    /** How many were dropped, because too many waited. */
    public long dropped() {
        return dropped.sum();
    }

    /** Runs whenever a bad one has come, on whatever thread brought it. */
    void wakeBy(Runnable woken) {
        wake = woken;
    }

    /** All that wait, in the order in which they came. */
    List<Score> drain() {
        List<Score> all = new ArrayList<>();
        for (Score score = waiting.poll(); score != null; score = waiting.poll()) {
            count.decrementAndGet();
            all.add(score);
        }
        return all;
    }

    private void leave(Score score) {
        if (count.get() >= MOST_WAITING) {
            dropped.increment();
            return;
        }
        count.incrementAndGet();
        waiting.add(score);
    }
}
