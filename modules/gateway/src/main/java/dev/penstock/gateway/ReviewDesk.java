package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Outcome;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.json.JsonText;
import dev.penstock.reviews.Found;
import dev.penstock.reviews.FullReview;
import dev.penstock.reviews.Opened;
import dev.penstock.reviews.Opening;
import dev.penstock.reviews.Review;
import dev.penstock.reviews.ReviewKind;
import dev.penstock.reviews.ReviewState;
import dev.penstock.reviews.ReviewStatus;
import dev.penstock.reviews.Reviews;
import dev.penstock.reviews.Story;
import dev.penstock.trace.TraceJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests on to people, and tells callers what came of that. What waits for the disk waits beside the event
 * loop; its request may end meanwhile. One per event loop.
 */
final class ReviewDesk {
    /** How long a caller waits for a review to be stored. */
    private static final long STORED_WITHIN_SECONDS = 2;

    private static final String NOT_IN_TIME = "it was not stored within " + STORED_WITHIN_SECONDS + " seconds";
    /** When a caller should ask again for what is not decided. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final Reviews reviews;
    private final Ending ending;
    private final boolean open;
    private final Executor loop;
    private final LongSupplier nanoTime;
    private final InstantSource clock;

    /** {@code loop} runs what must happen on the event loop. */
    ReviewDesk(DataPlane plane, Ending ending, Executor loop) {
        this.reviews = plane.features().reviews();
        this.ending = ending;
        this.open = plane.config().open();
        this.loop = loop;
        this.nanoTime = plane.nanoTime();
        this.clock = plane.clock();
    }

    /** No answer satisfied the contract: a person is asked, and the caller told so. */
    void escalate(Exchange x, AttemptFailure.InvalidOutput invalid, String text) {
        Story story = story(x, null, invalid.correction());
        open(x, ReviewKind.ESCALATION, invalid.checks(), story, opened -> {
            switch (opened) {
                case Opened.Stored(String id) -> say(x, id, text);
                case Opened.NotStored(String why) ->
                    ending.refuseAnswer(x, invalid, "No review could be opened: " + why + ".");
            }
        });
    }

    /** An answer calls tools on a route whose risk is high: it is held until a person has decided. */
    void propose(Exchange x, Proposal.Calls calls) {
        ending.endAttempts(x);
        open(x, ReviewKind.PROPOSAL, calls.tools(), story(x, calls.answer(), null), opened -> {
            switch (opened) {
                case Opened.Stored(String id) -> say(x, id, textOf(Objects.requireNonNull(x.release)));
                case Opened.NotStored(String why) -> ending.refuse(x, new Refusal.NotReviewed(why), false);
            }
        });
    }

    /** What a caller is told who waits for a person. */
    private static String textOf(Release release) {
        return release.route().terms().otherwise() instanceof Fallback.Escalate(String text)
                ? text
                : Fallback.Escalate.USUAL.text();
    }

    private void say(Exchange x, String id, String text) {
        x.review = id;
        ending.say(x, Outcome.ESCALATE, text, clock.instant());
    }

    private Story story(Exchange x, @Nullable String proposed, @Nullable String wrong) {
        long now = nanoTime.getAsLong();
        byte[] request = Objects.requireNonNull(x.request).body().bytes();
        byte[] line = TraceJson.line(x.trace(Outcome.ESCALATE, 200, null, x.overheadUs(now), now));
        return new Story(new String(request, UTF_8), proposed, wrong, new String(line, UTF_8).strip(), null);
    }

    private void open(Exchange x, ReviewKind kind, List<String> why, Story story, Consumer<Opened> then) {
        Release release = Objects.requireNonNull(x.release);
        var _ = reviews.open(new Opening(
                        kind,
                        release.route().name(),
                        release.id(),
                        x.traceId,
                        x.callerName(),
                        x.dialect,
                        why,
                        story,
                        release.route().reviews().keep()))
                .completeOnTimeout(new Opened.NotStored(NOT_IN_TIME), STORED_WITHIN_SECONDS, TimeUnit.SECONDS)
                .thenAcceptAsync(
                        opened -> {
                            if (!x.over) {
                                ending.guarded(x, () -> then.accept(opened));
                            }
                        },
                        loop);
    }

    /** Answers a request for what became of a review: to the key that asked, and nobody else. */
    void tell(Exchange x, String id) {
        var _ = reviews.find(id)
                .thenAcceptAsync(
                        found -> {
                            if (!x.over) {
                                ending.guarded(x, () -> tell(x, id, found));
                            }
                        },
                        loop);
    }

    private void tell(Exchange x, String id, Found found) {
        switch (found) {
            case Found.Here(FullReview full)
            when open || Objects.equals(x.callerName(), full.review().caller()) -> {
                ReviewStatus status = full.review().status(clock.instant());
                if (!status.isOver()) {
                    x.answer.askAgain(ASK_AGAIN);
                }
                ending.answer(x, json(full, status).getBytes(UTF_8));
            }
            case Found.Here _, Found.Unknown _ ->
                ending.refuse(x, new Refusal.UnknownReview(CallerText.shown(id, x.http)), false);
            case Found.Away(String node) ->
                ending.refuse(x, new Refusal.ReviewAway(CallerText.shown(node, x.http), ASK_AGAIN), false);
            case Found.NotRead(var _) -> ending.refuse(x, new Refusal.ReviewAway("this one", ASK_AGAIN), false);
        }
    }

    private static String json(FullReview full, ReviewStatus status) {
        Review review = full.review();
        StringBuilder json = new StringBuilder("{\"id\":");
        JsonText.appendQuoted(json, review.id());
        member(json, "status", status.word());
        member(json, "kind", review.kind().word());
        ReviewState.@Nullable Resolved resolved =
                review.state() instanceof ReviewState.Resolved decided ? decided : null;
        member(json, "decision", resolved == null ? null : resolved.decision());
        String answer = full.story().answer();
        json.append(",\"answer\":").append(answer == null ? "null" : answer);
        member(json, "reason", resolved == null ? null : resolved.reason());
        return json.append('}').toString();
    }

    private static void member(StringBuilder json, String name, @Nullable String value) {
        json.append(",\"").append(name).append("\":");
        if (value == null) {
            json.append("null");
        } else {
            JsonText.appendQuoted(json, value);
        }
    }
}
