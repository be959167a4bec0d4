package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.Precondition;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of writes. */
final class Bodies {
    /** The largest body, in bytes. */
    static final int MOST = 1 << 20;

    /** How much is read of a body that may be any, in bytes. */
    static final int MOST_BEGIN = 8 << 10;

    private Bodies() {}

    /** A write's fields, or why there are none. */
    sealed interface Read {
        /** They could be read; whether they make sense is another matter. */
        record Good(WriteBody body) implements Read {}

        /** They could not. */
        record Bad(Reply problem) implements Read {}
    }

    /** Whether a request's body has a type that is read here; one without a body needs none. */
    static boolean isJson(HttpServerRequest request) {
        String type = Objects.requireNonNullElse(request.getHeader("content-type"), "");
        boolean empty = "0".equals(request.getHeader("content-length"))
                || (request.getHeader("content-length") == null && request.getHeader("transfer-encoding") == null);
        String essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return empty || essence.equals("application/json");
    }

    /**
     * The first {@link #MOST_BEGIN} bytes of a body, once they are here, or all of one that is shorter. What breaks off
     * is no failure; what comes after is read and dropped.
     */
    static CompletionStage<byte[]> begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.headers().contains(HttpHeaders.EXPECT, "100-continue", true)) {
            // Else curl waits for a second before it sends a long one.
            context.response().writeContinue();
        }
        Buffer begin = Buffer.buffer();
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        request.handler(part -> {
            int room = MOST_BEGIN - begin.length();
            begin.appendBuffer(part, 0, Math.min(room, part.length()));
            if (begin.length() == MOST_BEGIN) {
                read.complete(begin.getBytes());
            }
        });
        request.endHandler(_ -> read.complete(begin.getBytes()));
        request.exceptionHandler(_ -> read.complete(begin.getBytes()));
        return read;
    }

    /** A body that is here in full. */
    static byte[] bytes(RoutingContext context) {
        return context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
    }

    /** Reads the fields of a body that is here in full. A DELETE may have them in its query instead. */
    static Read read(RoutingContext context, @Nullable Request request, Precondition precondition) {
        ObjectNode fields = Json.object();
        byte[] bytes = bytes(context);
        if (bytes.length > 0) {
            JsonNode body;
            try {
                body = Json.read(bytes);
            } catch (IOException e) {
                return new Read.Bad(Problem.of(400, "Malformed body", "The body is no JSON: " + Json.wrong(e)));
            }
            if (!body.isObject()) {
                return new Read.Bad(Problem.of(
                        400,
                        "Malformed body",
                        "The body is JSON, but no object: expected {\"reason\": \"...\", ...}."));
            }
            fields.setAll((ObjectNode) body);
        }
        boolean delete = context.request().method().equals(HttpMethod.DELETE);
        for (Map.Entry<String, String> parameter : context.queryParams()) {
            if (!delete || fields.has(parameter.getKey())) {
                return new Read.Bad(Problem.of(
                        400,
                        "Bad query",
                        "The query has '" + parameter.getKey() + "', expected it in the body"
                                + (delete ? " or in the query, once." : ".")));
            }
            fields.put(parameter.getKey(), parameter.getValue());
        }
        return new Read.Good(new WriteBody(
                fields,
                context.request().getHeader("x-penstock-actor"),
                Access.holder(context).name(),
                request,
                precondition));
    }
}
