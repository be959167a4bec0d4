package dev.penstock.gateway;

import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, read only as far as Penstock needs it.
 *
 * @param model the route's name
 * @param usageAsked whether the caller wants the usage at the end of a stream
 */
record CallerRequest(Endpoint endpoint, JsonObjectIndex body, String model, boolean stream, boolean usageAsked) {
    private static final JsonObjectIndex NO_BODY = new JsonObjectIndex(new byte[] {'{', '}'});

    /** The same without its body. */
    CallerRequest withoutBody() {
        return new CallerRequest(endpoint, NO_BODY, model, stream, usageAsked);
    }

    /** Reads a body; refuses what is not JSON, or lacks what every request must have. */
    static Result<CallerRequest> read(Endpoint endpoint, byte[] bytes) {
        JsonObjectIndex body;
        try {
            body = new JsonObjectIndex(bytes);
        } catch (MalformedJsonException e) {
            return Result.refused(new Refusal.MalformedJson(e.offset(), e.expected()));
        }
        Member model = body.find("model");
        if (model == null || model.kind() != Kind.STRING) {
            return invalid("model", model == null ? "missing" : "not a string", "the name of a route");
        }
        Member stream = body.find("stream");
        if (stream != null && stream.kind() != Kind.TRUE && stream.kind() != Kind.FALSE && stream.kind() != Kind.NULL) {
            return invalid("stream", "neither true nor false", "true or false");
        }
        Member messages = body.find("messages");
        if (endpoint.isChat() && (messages == null || messages.kind() != Kind.ARRAY)) {
            return invalid("messages", messages == null ? "missing" : "not an array", "an array of messages");
        }
        boolean streams = endpoint.isChat() && stream != null && stream.kind() == Kind.TRUE;
        return Result.ok(
                new CallerRequest(endpoint, body, body.at(model).string(), streams, streams && asksForUsage(body)));
    }

    /**
     * The text of a label in the request's {@code metadata}: of a string its content, of a number or boolean its JSON.
     */
    @Nullable
    String metadata(String name) {
        Member metadata = body.find("metadata");
        if (metadata == null || metadata.kind() != Kind.OBJECT) {
            return null;
        }
        String found = null;
        JsonCursor cursor = body.at(metadata);
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIs(name)) {
                found = switch (cursor.kind()) {
                    case STRING -> cursor.string();
                    case NUMBER, TRUE, FALSE -> new String(cursor.copy(), java.nio.charset.StandardCharsets.UTF_8);
                    case OBJECT, ARRAY, NULL -> {
                        cursor.skip();
                        yield null;
                    }
                };
            } else {
                cursor.skip();
            }
        }
        return found;
    }

    private static boolean asksForUsage(JsonObjectIndex body) {
        Member options = body.find("stream_options");
        if (options == null || options.kind() != Kind.OBJECT) {
            return false;
        }
        JsonCursor cursor = body.at(options);
        boolean asks = false;
        cursor.enterObject();
        while (cursor.nextMember()) {
            asks |= cursor.keyIs("include_usage") && cursor.kind() == Kind.TRUE;
            cursor.skip();
        }
        return asks;
    }

    private static Result<CallerRequest> invalid(String field, String what, String expected) {
        return Result.refused(new Refusal.InvalidField(field, field + " is " + what + ", expected " + expected + "."));
    }
}
