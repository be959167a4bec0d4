package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.BadConfig;
import dev.penstock.reviews.Decision;
import dev.penstock.reviews.Found;
import dev.penstock.reviews.FullReview;
import dev.penstock.reviews.Listed;
import dev.penstock.reviews.Moved;
import dev.penstock.reviews.Person;
import dev.penstock.reviews.Review;
import dev.penstock.reviews.ReviewKind;
import dev.penstock.reviews.ReviewMove;
import dev.penstock.reviews.ReviewQuery;
import dev.penstock.reviews.ReviewState;
import dev.penstock.reviews.ReviewStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/reviews}: what people are asked to look at, on all nodes. */
final class ReviewEndpoints {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final String CALLS = "a list of {name, arguments}";

    private final Admin admin;

    ReviewEndpoints(Admin admin) {
        this.admin = admin;
    }

    CompletionStage<Reply> list(Call call) {
        ReviewStatus status = word(
                call,
                "status",
                ReviewStatus::of,
                Stream.of(ReviewStatus.values()).map(ReviewStatus::word));
        ReviewKind kind = word(
                call, "kind", ReviewKind::of, Stream.of(ReviewKind.values()).map(ReviewKind::word));
        int limit = limit(call.query("limit"));
        return admin.reviews()
                .list(new ReviewQuery(status, call.query("route"), kind, limit, call.query("after")))
                .thenApply(this::shown);
    }

    /** A parameter that is one of some words; null where it is not there. */
    static <T> @Nullable T word(Call call, String parameter, Function<String, Optional<T>> read, Stream<String> known) {
        String word = call.query(parameter);
        return word == null
                ? null
                : read.apply(word).orElseThrow(() -> bad(parameter, word, String.join(" or ", known.toList())));
    }

    /** How many are wanted. */
    static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MOST) {
            throw bad("limit", text, "a whole number from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private static BadConfig bad(String parameter, String value, String expected) {
        return new BadConfig(List.of(new BadConfig.Mistake(parameter, value, expected)));
    }

    private Reply shown(Listed listed) {
        Instant now = admin.clock().instant();
        ObjectNode body = Json.object();
        ArrayNode reviews = body.putArray("reviews");
        listed.reviews().forEach(review -> reviews.add(ShownReview.of(review, now)));
        ArrayNode silent = body.putArray("silent");
        listed.silent().forEach(silent::add);
        return Reply.ok(body.put("next", listed.next()));
    }

    CompletionStage<Reply> get(Call call) {
        String id = call.path("id");
        return admin.reviews().find(id).thenApply(found -> switch (found) {
            case Found.Here(FullReview full) ->
                Reply.ok(ShownReview.inFull(full, admin.clock().instant()));
            case Found.Unknown() -> unknown(id);
            case Found.Away(String node) -> away(node, "");
            case Found.NotRead(String why) -> unusable("It cannot be read: " + why + ".");
        });
    }

    CompletionStage<Reply> claim(Call call, WriteBody body) {
        return move(call, body, new ReviewMove.Claim());
    }

    CompletionStage<Reply> release(Call call, WriteBody body) {
        return move(call, body, new ReviewMove.Release());
    }

    CompletionStage<Reply> resolve(Call call, WriteBody body) {
        return move(call, body, new ReviewMove.Resolve(decision(body)));
    }

    private static Decision decision(WriteBody body) {
        String word = body.text("decision");
        Decision placeholder = new Decision.Approve();
        if (word == null) {
            body.missing("decision", String.join(" or ", Decision.WORDS));
            return placeholder;
        }
        return switch (word) {
            case "approve" -> placeholder;
            case "edit" -> body.noting(() -> new Decision.Edit(calls(body)), placeholder);
            case "reject" -> {
                String text = body.text("text");
                yield body.noting(() -> new Decision.Reject(text), placeholder);
            }
            case "answer" -> {
                String text = body.text("text");
                if (text == null) {
                    body.missing("text", "what the caller is answered");
                    yield placeholder;
                }
                yield body.noting(() -> new Decision.Answer(text), placeholder);
            }
            default -> {
                body.wrong("decision", word, String.join(" or ", Decision.WORDS));
                yield placeholder;
            }
        };
    }

    private static List<Decision.Call> calls(WriteBody body) {
        List<WriteBody> each = body.each("tool_calls", CALLS);
        List<Decision.Call> calls = new ArrayList<>();
        for (WriteBody one : each == null ? List.<WriteBody>of() : each) {
            String name = one.text("name");
            String arguments = one.document("arguments");
            one.missing("name", "the tool's name");
            one.missing("arguments", "a JSON object");
            calls.add(new Decision.Call(name == null ? "" : name, arguments == null ? "{}" : arguments));
        }
        return calls;
    }

    private CompletionStage<Reply> move(Call call, WriteBody body, ReviewMove move) {
        String id = call.path("id");
        Writer writer = body.writer();
        body.done();
        return admin.reviews().move(id, move, writer.author()).thenApply(moved -> switch (moved) {
            case Moved.Done(Review review) ->
                Reply.ok(ShownReview.of(review, admin.clock().instant()));
            case Moved.Unchanged(Review review) ->
                Reply.ok(ShownReview.of(review, admin.clock().instant()).put("unchanged", true));
            case Moved.Held(ReviewState.Claimed(Person by, Instant until)) ->
                Problem.with(
                        409,
                        "Conflict",
                        "Review '" + id + "' is claimed by '" + by.actor() + "' until " + until + ".",
                        Json.object().put("claimed_by", by.actor()).put("until", until.toString()));
            case Moved.Over(Review review, ReviewStatus status) ->
                Problem.of(409, "Conflict", "Review '" + id + "' " + over(review, status));
            case Moved.Unfit(List<BadConfig.Mistake> mistakes) -> Problem.badFields(mistakes);
            case Moved.KeyTaken() ->
                Problem.of(
                        409,
                        "Conflict",
                        "This idempotency-key belongs to another write: expected a new key for a new write.");
            case Moved.Unknown() -> unknown(id);
            case Moved.Away(String node, boolean asked) ->
                away(node, asked ? " It may have done this all the same: send it again, which does it once." : "");
            case Moved.NotStored(String why) -> unusable("Nothing has changed: " + why + ".");
        });
    }

    private static String over(Review review, ReviewStatus status) {
        return review.state() instanceof ReviewState.Resolved resolved
                ? "was decided at " + resolved.at() + " by '" + resolved.by().actor() + "': " + resolved.decision()
                        + "."
                : "is " + status.word() + " since " + review.expires() + ".";
    }

    private static Reply unknown(String id) {
        return Problem.of(404, "Not found", "There is no review '" + id + "', or it is kept no more.");
    }

    private static Reply away(String node, String more) {
        return Problem.of(503, "Node away", "Node '" + node + "', which keeps this review, does not answer." + more);
    }

    private static Reply unusable(String detail) {
        return Problem.of(503, "Store unusable", detail);
    }
}
