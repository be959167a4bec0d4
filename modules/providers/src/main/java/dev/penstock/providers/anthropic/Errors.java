package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.ApiError;
import dev.penstock.providers.wire.JsonWire;

/** Anthropic's form of errors. It has no place for the field at fault; the message names it. */
final class Errors {
    private Errors() {}

    static ObjectNode write(ApiError error, String requestId) {
        ObjectNode root = JsonWire.object().put("type", "error");
        root.putObject("error").put("type", type(error.kind())).put("message", error.message());
        return requestId.isEmpty() ? root : root.put("request_id", requestId);
    }

    static int status(ApiError error) {
        return error.kind().status();
    }

    private static String type(ApiError.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    CONFLICT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    HEADERS_TOO_LARGE -> "invalid_request_error";
            case AUTHENTICATION -> "authentication_error";
            case BILLING -> "billing_error";
            case PERMISSION -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMIT -> "rate_limit_error";
            case SERVER, BAD_GATEWAY, UNAVAILABLE -> "api_error";
            case TIMEOUT -> "timeout_error";
            case OVERLOADED -> "overloaded_error";
        };
    }
}
