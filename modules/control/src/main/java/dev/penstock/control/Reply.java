package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.ControlState;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * What an operator is answered.
 *
 * @param etag the header of that name; null where it shows no control state
 */
record Reply(
        int status,
        String contentType,
        JsonNode body,
        @Nullable String etag) {
    static Reply of(int status, JsonNode body) {
        return new Reply(status, "application/json", body, null);
    }

    static Reply ok(JsonNode body) {
        return of(200, body);
    }

    /** What a control state holds: the body ends with its revision. */
    static Reply at(ControlState state, ObjectNode body) {
        return ok(body.put("revision", state.revision())).at(state);
    }

    /** The same, of a control state. */
    Reply at(ControlState shown) {
        return new Reply(status, contentType, body, IfMatch.etag(shown));
    }

    /** What is so already, at a revision: nothing was written. */
    static Reply unchanged(ObjectNode body, long revision) {
        return ok(body.put("unchanged", true).put("revision", revision));
    }

    void send(HttpServerResponse response) {
        if (etag != null) {
            response.putHeader("etag", etag);
        }
        response.setStatusCode(status).putHeader("content-type", contentType).end(body.toPrettyString() + "\n");
    }
}
