package dev.penstock.reviews;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.Sha256;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reviews as JSON, for the disk and for other nodes. What was written by this version or an older one can be read. */
final class ReviewCodec {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REVIEW = "penstock.review.v1";
    private static final String STORY = "penstock.review.story.v1";

    private ReviewCodec() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what was stored or sent is no JSON", e);
        }
    }

    /** A hash of all that is decided. */
    static String digest(Decision decision) {
        return Sha256.hex(of(decision).toString());
    }

    static ObjectNode of(Review review) {
        ObjectNode json = object().put("type", REVIEW)
                .put("id", review.id())
                .put("node", review.node())
                .put("at", review.at().toString())
                .put("expires", review.expires().toString())
                .put("kind", review.kind().word())
                .put("route", review.route())
                .put("release", review.release())
                .put("trace", review.trace())
                .put("caller", review.caller())
                .put("dialect", review.dialect().word());
        ArrayNode why = json.putArray("why");
        review.why().forEach(why::add);
        json.set("state", of(review.state()));
        ArrayNode history = json.putArray("history");
        review.history()
                .forEach(event -> history.addObject()
                        .put("at", event.at().toString())
                        .put("deed", event.deed())
                        .set("author", of(event.author())));
        return json;
    }

    static Review review(JsonNode json) {
        check(json, REVIEW);
        List<ReviewEvent> history = new ArrayList<>();
        json.path("history")
                .forEach(event -> history.add(
                        new ReviewEvent(time(event, "at"), text(event, "deed"), author(event.path("author")))));
        return new Review(
                text(json, "id"),
                text(json, "node"),
                time(json, "at"),
                time(json, "expires"),
                ReviewKind.of(text(json, "kind")).orElseThrow(),
                text(json, "route"),
                text(json, "release"),
                text(json, "trace"),
                textOrNull(json, "caller"),
                dialect(text(json, "dialect")),
                texts(json.path("why")),
                state(json.path("state")),
                history);
    }

    static ObjectNode of(Story story) {
        return object().put("type", STORY)
                .put("request", story.request())
                .put("proposed", story.proposed())
                .put("wrong", story.wrong())
                .put("trace_line", story.traceLine())
                .put("answer", story.answer());
    }

    static Story story(JsonNode json) {
        check(json, STORY);
        return new Story(
                text(json, "request"),
                textOrNull(json, "proposed"),
                textOrNull(json, "wrong"),
                text(json, "trace_line"),
                textOrNull(json, "answer"));
    }

    static ObjectNode of(Author author) {
        ObjectNode json = object().put("actor", author.actor())
                .put("reason", author.reason())
                .put("principal", author.principal());
        Request request = author.request();
        if (request != null) {
            json.put("key", request.key()).put("fingerprint", request.fingerprint());
        }
        return json;
    }

    static Author author(JsonNode json) {
        return new Author(
                text(json, "actor"),
                text(json, "reason"),
                text(json, "principal"),
                json.has("key") ? new Request(text(json, "key"), text(json, "fingerprint")) : null);
    }

    static ObjectNode of(ReviewMove move) {
        return switch (move) {
            case ReviewMove.Claim() -> object().put("move", "claim");
            case ReviewMove.Release() -> object().put("move", "release");
            case ReviewMove.Resolve(Decision decision) -> of(decision).put("move", "resolve");
        };
    }

    static ReviewMove move(JsonNode json) {
        String word = text(json, "move");
        return switch (word) {
            case "claim" -> new ReviewMove.Claim();
            case "release" -> new ReviewMove.Release();
            case "resolve" -> new ReviewMove.Resolve(decision(json));
            default -> throw unknown("move", word);
        };
    }

    private static ObjectNode of(Decision decision) {
        ObjectNode json = object().put("decision", decision.word());
        switch (decision) {
            case Decision.Approve() -> {}
            case Decision.Edit(List<Decision.Call> calls) -> {
                ArrayNode array = json.putArray("calls");
                calls.forEach(call -> array.addObject().put("name", call.name()).put("arguments", call.arguments()));
            }
            case Decision.Reject(String text) -> json.put("text", text);
            case Decision.Answer(String text) -> json.put("text", text);
        }
        return json;
    }

    private static Decision decision(JsonNode json) {
        String word = text(json, "decision");
        return switch (word) {
            case "approve" -> new Decision.Approve();
            case "edit" -> {
                List<Decision.Call> calls = new ArrayList<>();
                json.path("calls")
                        .forEach(call -> calls.add(new Decision.Call(text(call, "name"), text(call, "arguments"))));
                yield new Decision.Edit(calls);
            }
            case "reject" -> new Decision.Reject(textOrNull(json, "text"));
            case "answer" -> new Decision.Answer(text(json, "text"));
            default -> throw unknown("decision", word);
        };
    }

    private static ObjectNode of(ReviewState state) {
        return switch (state) {
            case ReviewState.Open() -> object().put("is", "open");
            case ReviewState.Claimed claimed -> of(claimed);
            case ReviewState.Resolved(String decision, String digest, Person by, Instant at, String reason) ->
                object().put("is", "resolved")
                        .put("decision", decision)
                        .put("digest", digest)
                        .put("actor", by.actor())
                        .put("principal", by.principal())
                        .put("at", at.toString())
                        .put("reason", reason);
        };
    }

    static ObjectNode of(ReviewState.Claimed claimed) {
        return object().put("is", "claimed")
                .put("actor", claimed.by().actor())
                .put("principal", claimed.by().principal())
                .put("until", claimed.until().toString());
    }

    static ReviewState.Claimed claimed(JsonNode json) {
        return new ReviewState.Claimed(person(json), time(json, "until"));
    }

    private static ReviewState state(JsonNode json) {
        String word = text(json, "is");
        return switch (word) {
            case "open" -> new ReviewState.Open();
            case "claimed" -> claimed(json);
            case "resolved" ->
                new ReviewState.Resolved(
                        text(json, "decision"),
                        text(json, "digest"),
                        person(json),
                        time(json, "at"),
                        text(json, "reason"));
            default -> throw unknown("state", word);
        };
    }

    private static Person person(JsonNode json) {
        return new Person(text(json, "actor"), text(json, "principal"));
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    static String text(JsonNode json, String field) {
        String text = textOrNull(json, field);
        if (text == null) {
            throw new IllegalArgumentException("a review lacks its " + field);
        }
        return text;
    }

    static @Nullable String textOrNull(JsonNode json, String field) {
        return json.path(field).textValue();
    }

    private static Instant time(JsonNode json, String field) {
        return Instant.parse(text(json, field));
    }

    private static Dialect dialect(String word) {
        for (Dialect dialect : Dialect.values()) {
            if (dialect.word().equals(word)) {
                return dialect;
            }
        }
        throw unknown("dialect", word);
    }

    private static void check(JsonNode json, String type) {
        if (!type.equals(textOrNull(json, "type"))) {
            throw unknown("type", String.valueOf(textOrNull(json, "type")));
        }
    }

    private static IllegalArgumentException unknown(String what, String word) {
        return new IllegalArgumentException("the " + what + " '" + word + "' of a review is of a newer version");
    }
}
