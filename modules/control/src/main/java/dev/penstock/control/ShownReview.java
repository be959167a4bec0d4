package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.reviews.FullReview;
import dev.penstock.reviews.Review;
import dev.penstock.reviews.ReviewState;
import dev.penstock.reviews.ReviewStatus;
import dev.penstock.reviews.Story;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A review as operators see it. */
final class ShownReview {
    private ShownReview() {}

    /** What it is at a time, without the texts of callers and models. */
    static ObjectNode of(Review review, Instant now) {
        ReviewStatus status = review.status(now);
        ObjectNode json = Json.object()
                .put("id", review.id())
                .put("node", review.node())
                .put("status", status.word())
                .put("kind", review.kind().word())
                .put("route", review.route())
                .put("release", review.release())
                .put("trace", review.trace())
                .put("caller", review.caller())
                .put("dialect", review.dialect().word())
                .put("at", review.at().toString())
                .put("expires", review.expires().toString());
        ArrayNode why = json.putArray("why");
        review.why().forEach(why::add);
        if (status == ReviewStatus.CLAIMED && review.state() instanceof ReviewState.Claimed claimed) {
            json.putObject("claim")
                    .put("actor", claimed.by().actor())
                    .put("principal", claimed.by().principal())
                    .put("until", claimed.until().toString());
        }
        if (review.state() instanceof ReviewState.Resolved resolved) {
            json.putObject("resolved")
                    .put("decision", resolved.decision())
                    .put("actor", resolved.by().actor())
                    .put("principal", resolved.by().principal())
                    .put("reason", resolved.reason())
                    .put("at", resolved.at().toString());
        }
        return json;
    }

    /** All that is known of it. */
    static ObjectNode inFull(FullReview full, Instant now) {
        Review review = full.review();
        Story story = full.story();
        ObjectNode json = of(review, now);
        ArrayNode history = json.putArray("history");
        review.history()
                .forEach(event -> history.addObject()
                        .put("at", event.at().toString())
                        .put("deed", event.deed())
                        .put("actor", event.author().actor())
                        .put("principal", event.author().principal())
                        .put("reason", event.author().reason()));
        json.set("request", json(story.request()));
        json.set("proposed", json(story.proposed()));
        json.put("wrong", story.wrong());
        json.set("story", json(story.traceLine()));
        json.set("answer", json(story.answer()));
        return json;
    }

    /** JSON that others wrote; as a text where it cannot be read here, for it names something twice. */
    private static JsonNode json(@Nullable String text) {
        if (text == null) {
            return Json.of(null);
        }
        try {
            return Json.read(text.getBytes(UTF_8));
        } catch (IOException e) {
            return Json.of(text);
        }
    }
}
