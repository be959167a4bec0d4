package dev.penstock.gateway;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Outcome;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.config.Fallback;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a caller is told when nobody else is asked. */
final class LastWord {
    private final Ending ending;
    private final ReviewDesk desk;
    private final InstantSource clock;

    LastWord(Ending ending, ReviewDesk desk, InstantSource clock) {
        this.ending = ending;
        this.desk = desk;
        this.clock = clock;
    }

    /** Says it, and so ends the request. */
    void tell(Exchange x) {
        if (x.broke != null) {
            ending.breakOff(x, ErrorMapping.of(x.broke), x.broke.message());
            return;
        }
        Release release = Objects.requireNonNull(x.release);
        List<Attempt> attempts = x.attemptsOfRelease();
        AttemptFailure last = attempts.isEmpty() ? null : attempts.getLast().failure();
        if (x.killed != null && (last == null || x.killed.isOfRequest())) {
            ending.refuse(x, new Refusal.Killed(Stopped.what(x.killed), x.killed.publicReason()), false);
        } else if (invalid(x) != null) {
            otherwise(
                    x,
                    Objects.requireNonNull(invalid(x)),
                    release.route().terms().otherwise());
        } else if (last != null) {
            // The targets that are stopped are as if they were not there.
            ending.fail(x, last);
        } else if (x.rest != null) {
            ending.refuse(x, new Refusal.Resting(release.route().name(), x.rest), false);
        } else if (x.probe != null) {
            ending.refuse(x, new Refusal.Failing(release.route().name(), x.probe), false);
        } else {
            String why = x.skipped.isEmpty()
                    ? "this node knows none of the providers of release " + release.id()
                    : "the quotas of its targets are spent";
            ending.refuse(x, new Refusal.NothingServes(release.route().name(), why), false);
        }
    }

    /** The last answer that did not satisfy its contract, if one came. */
    private static AttemptFailure.@Nullable InvalidOutput invalid(Exchange x) {
        for (Attempt attempt : x.attemptsOfRelease().reversed()) {
            if (attempt.failure() instanceof AttemptFailure.InvalidOutput invalid) {
                return invalid;
            }
        }
        return null;
    }

    /** What the route says when nothing satisfied its contract. */
    private void otherwise(Exchange x, AttemptFailure.InvalidOutput invalid, Fallback fallback) {
        switch (fallback) {
            case Fallback.Refuse() -> ending.refuseAnswer(x, invalid, null);
            case Fallback.Clarify(String question) -> ending.say(x, Outcome.CLARIFY, question, clock.instant());
            case Fallback.Escalate(String text) -> desk.escalate(x, invalid, text);
            case Fallback.Answer(String text) -> ending.say(x, Outcome.FALLBACK, text, clock.instant());
        }
    }
}
