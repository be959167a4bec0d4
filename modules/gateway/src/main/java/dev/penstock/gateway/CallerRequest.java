package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, read only as far as Penstock needs it.
 *
 * @param labels its {@code metadata}; empty where there is none, or no object
 * @param model the route's name
 * @param usageAsked whether the caller wants the usage at the end of a stream
 */
record CallerRequest(
        Endpoint endpoint,
        JsonObjectIndex body,
        JsonObjectIndex labels,
        String model,
        boolean stream,
        boolean usageAsked) {
    private static final JsonObjectIndex NOTHING = new JsonObjectIndex(new byte[] {'{', '}'});

    /** The same without its body. */
    CallerRequest withoutBody() {
        return new CallerRequest(endpoint, NOTHING, NOTHING, model, stream, usageAsked);
    }

    /** Reads a body; refuses what is not JSON, or lacks what every request must have. */
    static Result<CallerRequest> read(Endpoint endpoint, byte[] bytes) {
        try {
            return read(endpoint, new JsonObjectIndex(bytes));
        } catch (MalformedJsonException e) {
            return Result.refused(new Refusal.MalformedJson(e.offset(), e.expected()));
        }
    }

    private static Result<CallerRequest> read(Endpoint endpoint, JsonObjectIndex body) {
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
        return Result.ok(new CallerRequest(
                endpoint,
                body,
                object(body, "metadata"),
                body.at(model).string(),
                streams,
                streams && asksForUsage(object(body, "stream_options"))));
    }

    /**
     * The text of a label in the request's {@code metadata}: of a string its content, of a number or boolean its JSON.
     */
    @Nullable
    String metadata(String name) {
        Member label = labels.find(name);
        if (label == null) {
            return null;
        }
        return switch (label.kind()) {
            case STRING -> labels.at(label).string();
            case NUMBER, TRUE, FALSE -> new String(labels.at(label).copy(), UTF_8);
            case OBJECT, ARRAY, NULL -> null;
        };
    }

    private static boolean asksForUsage(JsonObjectIndex options) {
        Member usage = options.find("include_usage");
        return usage != null && usage.kind() == Kind.TRUE;
    }

    /** An object in the body, which is held to the same rules as the body. */
    private static JsonObjectIndex object(JsonObjectIndex body, String name) {
        Member member = body.find(name);
        if (member == null || member.kind() != Kind.OBJECT) {
            return NOTHING;
        }
        try {
            return new JsonObjectIndex(body.at(member).copy());
        } catch (MalformedJsonException e) {
            throw new MalformedJsonException(member.from() + e.offset(), e.expected());
        }
    }

    private static Result<CallerRequest> invalid(String field, String what, String expected) {
        return Result.refused(new Refusal.InvalidField(field, field + " is " + what + ", expected " + expected + "."));
    }
}
