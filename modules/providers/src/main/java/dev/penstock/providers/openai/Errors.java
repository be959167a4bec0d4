package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.ApiError;
import dev.penstock.providers.wire.JsonWire;
import org.jspecify.annotations.Nullable;

/** OpenAI's form of errors. */
final class Errors {
    private Errors() {}

    static ObjectNode write(ApiError error) {
        ObjectNode root = JsonWire.object();
        root.putObject("error")
                .put("message", error.message())
                .put("type", type(error.kind()))
                .put("param", error.param())
                .put("code", error.code() == null ? code(error.kind()) : error.code());
        return root;
    }

    /** OpenAI never sends 402 and 529; its clients know a spent quota as 429, and any 5xx as an error of the server. */
    static int status(ApiError error) {
        return switch (error.kind()) {
            case BILLING -> 429;
            case OVERLOADED -> 503;
            case INVALID_REQUEST,
                    AUTHENTICATION,
                    PERMISSION,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    RATE_LIMIT,
                    HEADERS_TOO_LARGE,
                    SERVER,
                    BAD_GATEWAY,
                    UNAVAILABLE,
                    TIMEOUT -> error.kind().status();
        };
    }

    private static String type(ApiError.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST,
                    AUTHENTICATION,
                    PERMISSION,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    HEADERS_TOO_LARGE -> "invalid_request_error";
            case BILLING -> "insufficient_quota";
            case RATE_LIMIT -> "rate_limit_exceeded";
            case SERVER, BAD_GATEWAY, UNAVAILABLE, TIMEOUT, OVERLOADED -> "server_error";
        };
    }

    private static @Nullable String code(ApiError.Kind kind) {
        return switch (kind) {
            case AUTHENTICATION -> "invalid_api_key";
            case PERMISSION -> "permission_denied";
            case BILLING -> "insufficient_quota";
            case RATE_LIMIT -> "rate_limit_exceeded";
            case TIMEOUT -> "timeout";
            case OVERLOADED -> "overloaded";
            case INVALID_REQUEST,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    HEADERS_TOO_LARGE,
                    SERVER,
                    BAD_GATEWAY,
                    UNAVAILABLE -> null;
        };
    }
}
