package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * What an operator is answered.
 *
 * @param revision that of the control state which it shows, for the header {@code etag}; null where it shows none
 */
record Reply(
        int status,
        String contentType,
        JsonNode body,
        @Nullable Long revision) {
    static Reply of(int status, JsonNode body) {
        return new Reply(status, "application/json", body, null);
    }

    static Reply ok(JsonNode body) {
        return of(200, body);
    }

    /** What the control state of a revision holds: the body ends with it. */
    static Reply at(long revision, ObjectNode body) {
        return new Reply(200, "application/json", body.put("revision", revision), revision);
    }

    /** What is so already, at a revision: nothing was written. */
    static Reply unchanged(ObjectNode body, long revision) {
        return ok(body.put("unchanged", true).put("revision", revision));
    }

    /** The same, of a revision. */
    Reply at(long shown) {
        return new Reply(status, contentType, body, shown);
    }

    void send(HttpServerResponse response) {
        if (revision != null) {
            response.putHeader("etag", IfMatch.etag(revision));
        }
        response.setStatusCode(status).putHeader("content-type", contentType).end(body.toPrettyString() + "\n");
    }
}
