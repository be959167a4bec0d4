package dev.penstock.canary;

import java.util.List;

/**
 * Where the way of a request leaves what it says in a rollout, for this node's verticle of rollouts. Safe for several
 * threads; never waits. What nobody takes away in time is dropped and counted, whichever side it is of.
 */
public final class RolloutScores {
    /** The most that wait: some seconds of what a node can serve. */
    static final int MOST_WAITING = 100_000;

    private final Waiting<Score> scores = new Waiting<>(MOST_WAITING);
    private final Waiting<Question> questions = new Waiting<>(MOST_WAITING);
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
        scores.add(new Score.Assigned(rollout, stage, arm, key));
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
        scores.add(scored);
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
        scores.add(new Score.Late(outcome));
        wake.run();
    }

    /** Somebody gave an answer a score. Nobody is woken for it: means do not change by one. */
    void rated(Score.Rated rated) {
        scores.add(rated);
    }

    /** A user asks what another node may have answered before. */
    void asked(Question question) {
        questions.add(question);
    }

    /** How many scores were dropped, because too many waited. */
    public long dropped() {
        return scores.dropped();
    }

    /** How many questions of users were not told to the other nodes, because too many waited. */
    public long droppedQuestions() {
        return questions.dropped();
    }

    /** Runs whenever a bad one has come, on whatever thread brought it. */
    void wakeBy(Runnable woken) {
        wake = woken;
    }

    /** All scores that wait, in the order in which they came. */
    List<Score> drain() {
        return scores.drain();
    }

    /** All questions that wait, likewise. */
    List<Question> drainQuestions() {
        return questions.drain();
    }
}
