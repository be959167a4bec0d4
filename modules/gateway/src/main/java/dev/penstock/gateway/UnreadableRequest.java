package dev.penstock.gateway;

import dev.penstock.core.Refusal;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** What is not even HTTP as this node reads it: a head that is too large, or broken. */
final class UnreadableRequest {
    private UnreadableRequest() {}

    /** Why it cannot be read. */
    static Refusal why(HttpServerRequest http, int limitBytes) {
        Throwable cause = http.decoderResult().cause();
        return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException
                ? new Refusal.HeadersTooLarge(limitBytes)
                : new Refusal.MalformedHttp("its first line or its headers cannot be read");
    }
}
