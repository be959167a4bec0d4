package dev.penstock.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The key that a caller shows, wherever the official clients put it. */
final class CallerCredential {
    private static final String BEARER = "bearer ";
    private static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");

    private CallerCredential() {}

    /** The key, or null if none is shown. */
    static @Nullable String of(HttpServerRequest http) {
        String authorization = http.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        return http.getHeader(API_KEY);
    }
}
