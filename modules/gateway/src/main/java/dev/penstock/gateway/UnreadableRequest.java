package dev.penstock.gateway;

import dev.penstock.core.ApiError;
import dev.penstock.core.Dialect;
import dev.penstock.providers.Codecs;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is not even HTTP as this node reads it: a head that is too large, or broken. */
final class UnreadableRequest {
    private UnreadableRequest() {}

    static void answer(HttpServerRequest http) {
        Throwable cause = http.decoderResult().cause();
        boolean tooLarge = cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException;
        ApiError error = new ApiError(
                ApiError.Kind.INVALID_REQUEST,
                tooLarge
                        ? "The request's headers are larger than the limit (limits.header_bytes)."
                        : "The request is not valid HTTP.",
                null,
                tooLarge ? "headers_too_large" : "malformed_http");
        http.response()
                .setStatusCode(tooLarge ? 431 : 400)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Buffer.buffer(Codecs.of(Dialect.OPENAI).writeError(error, "")))
                .onComplete(_ -> http.connection().close());
    }
}
