package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpServerResponse;

/** What an operator is answered. */
record Reply(int status, String contentType, JsonNode body) {
    static Reply of(int status, JsonNode body) {
        return new Reply(status, "application/json", body);
    }

    static Reply ok(JsonNode body) {
        return of(200, body);
    }

    void send(HttpServerResponse response) {
        response.setStatusCode(status).putHeader("content-type", contentType).end(body.toPrettyString() + "\n");
    }
}
