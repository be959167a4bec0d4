package dev.penstock.core;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The story of one request, told when it is over. What was not reached is null.
 *
 * @param id its name in headers, logs and the admin API
 * @param at when the request came in
 * @param caller the name of the caller's key; null for nobody known
 * @param dialect what the caller spoke
 * @param endpoint the path that was called; of a longer one its begin, of an unreadable one nothing
 * @param route the route's name as it was asked for; of a longer one that is unknown its begin
 * @param release the release that served it
 * @param revision the revision of the control state that it was served against
 * @param prompt {@code name@version} of the prompt in front of it
 * @param promptHash SHA-256 of that prompt's template
 * @param stream whether the caller wanted a stream
 * @param facts what else it asked for
 * @param choices what was decided about it, and why
 * @param attempts every call of a target, in order
 * @param outcome how it ended
 * @param status the HTTP status that the caller got; 0 if it was gone before
 * @param error what the caller was told, if not an answer
 * @param overheadUs microseconds that Penstock itself took: until the first attempt was sent and after the last answer
 *     was here; of a stream, until its first byte
 * @param totalUs microseconds from the request to its end
 * @param text what was said, where its route has that stored; no part of the story that is told
 * @param context where it stands in a distributed trace, if it is in one; its attempts are numbered by their begin
 */
public record Trace(
        String id,
        Instant at,
        @Nullable String caller,
        Dialect dialect,
        String endpoint,
        @Nullable String route,
        @Nullable String release,
        long revision,
        @Nullable String prompt,
        @Nullable String promptHash,
        boolean stream,
        RequestFacts facts,
        Choices choices,
        List<Attempt> attempts,
        Outcome outcome,
        int status,
        @Nullable String error,
        long overheadUs,
        long totalUs,
        @Nullable TraceText text,
        @Nullable TraceContext context) {
    public Trace {
        attempts = List.copyOf(attempts);
        route = ShortText.nameOrNull(route);
        error = ShortText.messageOrNull(error);
    }

    /** The attempts in the order in which they began, which is that of their numbers in {@link TraceContext}. */
    public List<Attempt> byBegin() {
        return attempts.size() < 2
                ? attempts
                : attempts.stream()
                        .sorted(Comparator.comparingLong(Attempt::startedUs))
                        .toList();
    }

    /** The same without what was said. */
    public Trace withoutText() {
        return new Trace(
                id,
                at,
                caller,
                dialect,
                endpoint,
                route,
                release,
                revision,
                prompt,
                promptHash,
                stream,
                facts,
                choices,
                attempts,
                outcome,
                status,
                error,
                overheadUs,
                totalUs,
                null,
                context);
    }

    /** What all attempts cost in picodollars; see {@link #costPicodollars(List)}. */
    public @Nullable Long costPicodollars() {
        return costPicodollars(attempts);
    }

    /**
     * What attempts cost together in picodollars. Null if none cost anything that is known, or if one gave an answer or
     * used tokens and its cost is not known: a sum that leaves something out would be a lie.
     */
    public static @Nullable Long costPicodollars(List<Attempt> attempts) {
        long sum = 0;
        boolean any = false;
        for (Attempt attempt : attempts) {
            if (attempt.costPicodollars() != null) {
                sum += attempt.costPicodollars();
                any = true;
            } else if (attempt.failure() == null || attempt.usage() != null) {
                return null;
            }
        }
        return any ? sum : null;
    }
}
