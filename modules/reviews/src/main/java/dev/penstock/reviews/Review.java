package dev.penstock.reviews;

import dev.penstock.core.Dialect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person is asked to look at, without the texts of its {@link Story}. Immutable; kept by the node that
 * opened it.
 *
 * @param id names it, and its node, in the whole cluster
 * @param node the node that keeps it
 * @param expires until when it can be decided
 * @param trace the id of the request's trace
 * @param caller the name of the key that asked; null for nobody known
 * @param dialect what the caller spoke, and is answered in
 * @param why of an escalation, the words of the checks that failed; of a proposal, the names of the tools that it calls
 * @param history what was done with it, the oldest first
 */
public record Review(
        String id,
        String node,
        Instant at,
        Instant expires,
        ReviewKind kind,
        String route,
        String release,
        String trace,
        @Nullable String caller,
        Dialect dialect,
        List<String> why,
        ReviewState state,
        List<ReviewEvent> history) {
    /** More than so many events are not kept: the oldest go. */
    private static final int MOST_EVENTS = 200;

    public Review {
        why = List.copyOf(why);
        history = List.copyOf(history);
    }

    /** What it is at a time. */
    public ReviewStatus status(Instant now) {
        if (state instanceof ReviewState.Resolved) {
            return ReviewStatus.RESOLVED;
        }
        if (!now.isBefore(expires)) {
            return ReviewStatus.EXPIRED;
        }
        return claim(now) == null ? ReviewStatus.OPEN : ReviewStatus.CLAIMED;
    }

    /** Who has it at a time; null if nobody has. */
    ReviewState.@Nullable Claimed claim(Instant now) {
        return state instanceof ReviewState.Claimed claimed && now.isBefore(claimed.until()) ? claimed : null;
    }

    /** When it was over, or will be if nobody decides. */
    Instant ended() {
        return state instanceof ReviewState.Resolved resolved ? resolved.at() : expires;
    }

    /** The same after an event. */
    Review after(ReviewState next, ReviewEvent event) {
        List<ReviewEvent> events = new ArrayList<>(history);
        if (events.size() >= MOST_EVENTS) {
            events.removeFirst();
        }
        events.add(event);
        return new Review(id, node, at, expires, kind, route, release, trace, caller, dialect, why, next, events);
    }
}
