package dev.penstock.reviews;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.BadConfig.Mistake;
import dev.penstock.core.state.ControlRecord.Author;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What nodes ask each other about reviews, and answer, as JSON. */
final class ReviewMessages {
    private static final String TYPE = "penstock.reviews.v1";

    private ReviewMessages() {}

    /** A question. */
    sealed interface Question {
        record Find(String id) implements Question {}

        record ListThem(ReviewQuery query) implements Question {}

        record Move(String id, ReviewMove move, Author author) implements Question {}
    }

    static String of(Question question) {
        ObjectNode json = ReviewCodec.object().put("type", TYPE);
        switch (question) {
            case Question.Find(String id) -> json.put("ask", "find").put("id", id);
            case Question.ListThem(ReviewQuery query) -> {
                json.put("ask", "list").put("limit", query.limit());
                put(
                        json,
                        "status",
                        query.status() == null ? null : query.status().word());
                put(json, "route", query.route());
                put(json, "kind", query.kind() == null ? null : query.kind().word());
                put(json, "after", query.after());
            }
            case Question.Move(String id, ReviewMove move, Author author) -> {
                json.put("ask", "move").put("id", id);
                json.set("move", ReviewCodec.of(move));
                json.set("author", ReviewCodec.of(author));
            }
        }
        return json.toString();
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    /** Reads a question; empty if it is of a newer version. */
    static Optional<Question> question(String text) {
        JsonNode json = ReviewCodec.read(text);
        if (!TYPE.equals(ReviewCodec.textOrNull(json, "type"))) {
            return Optional.empty();
        }
        return switch (ReviewCodec.text(json, "ask")) {
            case "find" -> Optional.of(new Question.Find(ReviewCodec.text(json, "id")));
            case "list" -> Optional.of(new Question.ListThem(query(json)));
            case "move" ->
                Optional.of(new Question.Move(
                        ReviewCodec.text(json, "id"),
                        ReviewCodec.move(json.path("move")),
                        ReviewCodec.author(json.path("author"))));
            default -> Optional.empty();
        };
    }

    private static ReviewQuery query(JsonNode json) {
        return new ReviewQuery(
                Optional.ofNullable(ReviewCodec.textOrNull(json, "status"))
                        .flatMap(ReviewStatus::of)
                        .orElse(null),
                ReviewCodec.textOrNull(json, "route"),
                Optional.ofNullable(ReviewCodec.textOrNull(json, "kind"))
                        .flatMap(ReviewKind::of)
                        .orElse(null),
                json.path("limit").asInt(),
                ReviewCodec.textOrNull(json, "after"));
    }

    static String of(Found found) {
        ObjectNode json = ReviewCodec.object();
        switch (found) {
            case Found.Here(FullReview(Review review, Story story)) -> {
                json.put("found", "here").set("review", ReviewCodec.of(review));
                json.set("story", ReviewCodec.of(story));
            }
            case Found.Unknown() -> json.put("found", "unknown");
            case Found.Away(String node) -> json.put("found", "away").put("node", node);
            case Found.NotRead(String why) -> json.put("found", "not_read").put("why", why);
        }
        return json.toString();
    }

    static Found found(String text) {
        JsonNode json = ReviewCodec.read(text);
        return switch (ReviewCodec.text(json, "found")) {
            case "here" ->
                new Found.Here(
                        new FullReview(ReviewCodec.review(json.path("review")), ReviewCodec.story(json.path("story"))));
            case "unknown" -> new Found.Unknown();
            case "away" -> new Found.Away(ReviewCodec.text(json, "node"));
            default -> new Found.NotRead(ReviewCodec.text(json, "why"));
        };
    }

    static String of(List<Review> reviews) {
        ArrayNode array = ReviewCodec.object().putArray("reviews");
        reviews.forEach(review -> array.add(ReviewCodec.of(review)));
        return array.toString();
    }

    static List<Review> reviews(String text) {
        List<Review> reviews = new ArrayList<>();
        ReviewCodec.read(text).forEach(review -> reviews.add(ReviewCodec.review(review)));
        return reviews;
    }

    static String of(Moved moved) {
        ObjectNode json = ReviewCodec.object();
        switch (moved) {
            case Moved.Done(Review review) -> json.put("moved", "done").set("review", ReviewCodec.of(review));
            case Moved.Unchanged(Review review) ->
                json.put("moved", "unchanged").set("review", ReviewCodec.of(review));
            case Moved.Held(ReviewState.Claimed claim) ->
                json.put("moved", "held").set("claim", ReviewCodec.of(claim));
            case Moved.Over(Review review, ReviewStatus status) ->
                json.put("moved", "over").put("status", status.word()).set("review", ReviewCodec.of(review));
            case Moved.Unfit(List<Mistake> mistakes) -> {
                ArrayNode array = json.put("moved", "unfit").putArray("mistakes");
                mistakes.forEach(mistake -> array.addObject()
                        .put("field", mistake.field())
                        .put("value", mistake.value())
                        .put("expected", mistake.expected()));
            }
            case Moved.KeyTaken() -> json.put("moved", "key_taken");
            case Moved.Unknown() -> json.put("moved", "unknown");
            case Moved.Away(String node, boolean asked) ->
                json.put("moved", "away").put("node", node).put("asked", asked);
            case Moved.NotStored(String why) -> json.put("moved", "not_stored").put("why", why);
        }
        return json.toString();
    }

    static Moved moved(String text) {
        JsonNode json = ReviewCodec.read(text);
        String word = ReviewCodec.text(json, "moved");
        return switch (word) {
            case "done" -> new Moved.Done(ReviewCodec.review(json.path("review")));
            case "unchanged" -> new Moved.Unchanged(ReviewCodec.review(json.path("review")));
            case "held" -> new Moved.Held(ReviewCodec.claimed(json.path("claim")));
            case "over" ->
                new Moved.Over(
                        ReviewCodec.review(json.path("review")),
                        ReviewStatus.of(ReviewCodec.text(json, "status")).orElseThrow());
            case "unfit" -> {
                List<Mistake> mistakes = new ArrayList<>();
                json.path("mistakes")
                        .forEach(mistake -> mistakes.add(new Mistake(
                                ReviewCodec.text(mistake, "field"),
                                ReviewCodec.text(mistake, "value"),
                                ReviewCodec.text(mistake, "expected"))));
                yield new Moved.Unfit(mistakes);
            }
            case "key_taken" -> new Moved.KeyTaken();
            case "unknown" -> new Moved.Unknown();
            case "away" ->
                new Moved.Away(
                        ReviewCodec.text(json, "node"), json.path("asked").asBoolean());
            default -> new Moved.NotStored(ReviewCodec.text(json, "why"));
        };
    }
}
