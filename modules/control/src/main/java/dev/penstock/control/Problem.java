package dev.penstock.control;

import dev.penstock.core.json.JsonText;
import io.vertx.core.http.HttpServerResponse;

/** Errors of the admin API, as RFC 9457 has them. */
final class Problem {
    private Problem() {}

    /** Ends a response with a problem; {@code detail} says what this request did wrong. */
    static void answer(HttpServerResponse response, int status, String title, String detail) {
        StringBuilder json = new StringBuilder("{\"type\":\"about:blank\",\"status\":")
                .append(status)
                .append(",\"title\":");
        JsonText.appendQuoted(json, title);
        json.append(",\"detail\":");
        JsonText.appendQuoted(json, detail);
        response.setStatusCode(status)
                .putHeader("content-type", "application/problem+json")
                .end(json.append('}').toString());
    }
}
