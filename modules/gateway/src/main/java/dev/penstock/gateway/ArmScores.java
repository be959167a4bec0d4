package dev.penstock.gateway;

import dev.penstock.canary.RolloutDesk;

/**
 * Has the requests of rollouts scored: once they fail, at their horizon, and when they are over. One per event loop.
 */
final class ArmScores {
    private final RolloutDesk desk;

    ArmScores(RolloutDesk desk) {
        this.desk = desk;
    }

    /** A request may be asked of targets now: from here on it counts on its side. */
    void begins(Exchange x) {
        RolloutPart part = x.part;
        if (part != null) {
            part.counts();
            desk.begins(part.drawn(), x.facts.digest(), x.bodyRead);
        }
    }

    /** A request whose horizon has passed is failed, however it ends. */
    void keep(Exchange x, long now) {
        RolloutPart part = x.part;
        if (part != null
                && part.isCounted()
                && part.score() == null
                && now - x.bodyRead > part.drawn().scoring().horizon().toNanos()) {
            look(x, part, true);
        }
    }

    /** Something of a request's own side has failed. */
    void failed(Exchange x) {
        RolloutPart part = x.part;
        if (part != null && part.isCounted()) {
            look(x, part, false);
        }
    }

    /** Nobody of its side could be asked; that operators stopped somebody is not the release's fault. */
    void unasked(Exchange x) {
        RolloutPart part = x.part;
        if (part != null && !part.isTurned() && x.attempts.isEmpty() && x.killed == null) {
            part.unasked();
        }
    }

    /** A request is over; its attempts are too. */
    void over(Exchange x, long now) {
        RolloutPart part = x.part;
        if (part == null) {
            return;
        }
        if (part.isCounted()) {
            part.score(desk.ended(
                    part.drawn(), part.seen(x.attempts, x.isStream(), false), part.score(), x.facts.digest(), now));
        }
        part.settle(x.attempts);
    }

    private void look(Exchange x, RolloutPart part, boolean late) {
        part.score(desk.goesOn(part.drawn(), part.seen(x.attempts, x.isStream(), late), part.score()));
    }
}
