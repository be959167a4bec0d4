package dev.penstock.providers.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.ApiError;
import dev.penstock.providers.ProviderError;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an error from any JSON or none. Providers and the proxies before them send each other's forms, so one reader
 * knows them all, whatever the dialect.
 */
public final class ForeignError {
    /** Types that say no more than the kind does. */
    private static final Set<String> PLAIN_TYPES = Set.of(
            "error",
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "request_too_large",
            "rate_limit_error",
            "api_error",
            "timeout_error",
            "overloaded_error",
            "server_error",
            "requests",
            "tokens");

    /** Anthropic's word for a spent budget, which it tells as an invalid request. */
    private static final String UNPAID = "credit balance is too low";

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,79}");

    private static final int MOST_WRAPPINGS = 3;

    private ForeignError() {}

    /** An error answer with its status. */
    public static ProviderError read(int status, byte[] body) {
        JsonNode root = object(JsonWire.foreign(body));
        return new ProviderError(read(status, root), BodyWait.of(error(root)));
    }

    /** An error inside a stream, which has no status. */
    public static ApiError inStream(JsonNode body) {
        return read(200, object(body));
    }

    /** Some send the error in an array of one, or as JSON in a string. */
    private static JsonNode object(@Nullable JsonNode body) {
        JsonNode root = body;
        for (int i = 0; root != null && !root.isObject() && i < MOST_WRAPPINGS; i++) {
            root = root.isArray() ? root.get(0) : root.isTextual() ? JsonWire.foreign(root.textValue()) : null;
        }
        return root == null || !root.isObject() ? JsonWire.object() : root;
    }

    private static JsonNode error(JsonNode root) {
        JsonNode error = root.path("error");
        JsonNode within = error.isTextual() ? JsonWire.foreign(error.textValue()) : error;
        return within != null && within.isObject() ? within : root;
    }

    private static ApiError read(int status, JsonNode root) {
        JsonNode error = error(root);
        String type = JsonWire.text(error, "type");
        String code = code(error);
        String word = (type == null ? "" : type) + " " + (code == null ? "" : code);
        int number = status >= 400 ? status : error.path("code").asInt(0);
        ApiError.Kind kind =
                number >= 400 && number < 600 ? ApiError.Kind.ofStatus(number) : kindOf(word.toLowerCase(Locale.ROOT));
        String message = ErrorText.of(message(root, error));
        if (kind == ApiError.Kind.INVALID_REQUEST && message != null && message.contains(UNPAID)) {
            kind = ApiError.Kind.BILLING;
        }
        if (code == null && type != null && !PLAIN_TYPES.contains(type)) {
            code = word(type);
        }
        if (BodyWait.isOfDay(error)) {
            code = "quota_per_day";
        } else if (code == null && type == null && message == null) {
            code = ApiError.UNEXPLAINED;
        }
        return new ApiError(
                kind,
                message == null ? withoutMessage(status) : message,
                ErrorText.of(JsonWire.text(error, "param")),
                code);
    }

    private static @Nullable String message(JsonNode root, JsonNode error) {
        for (String field : new String[] {"message", "detail", "error_description", "msg"}) {
            if (error.path(field).isTextual()) {
                return error.path(field).textValue();
            }
        }
        if (error.path("detail").path(0).path("msg").isTextual()) {
            return error.path("detail").path(0).path("msg").textValue();
        }
        return JsonWire.text(root, "error");
    }

    /** The error's word for programs; a number repeats the status and says nothing. */
    private static @Nullable String code(JsonNode error) {
        String code = JsonWire.text(error, "code");
        return word(code == null ? JsonWire.text(error, "status") : code);
    }

    private static @Nullable String word(@Nullable String text) {
        return text != null && WORD.matcher(text).matches() ? ErrorText.of(text) : null;
    }

    private static String withoutMessage(int status) {
        return status >= 400
                ? "The provider answered " + status + " without saying why."
                : "The provider broke off its answer without saying why.";
    }

    private static ApiError.Kind kindOf(String word) {
        if (word.contains("overloaded")) {
            return ApiError.Kind.OVERLOADED;
        }
        if (word.contains("rate_limit") || word.contains("resource_exhausted") || word.contains("insufficient_quota")) {
            return ApiError.Kind.RATE_LIMIT;
        }
        if (word.contains("timeout") || word.contains("deadline_exceeded")) {
            return ApiError.Kind.TIMEOUT;
        }
        if (word.contains("unavailable")) {
            return ApiError.Kind.UNAVAILABLE;
        }
        if (word.contains("authentication") || word.contains("invalid_api_key")) {
            return ApiError.Kind.AUTHENTICATION;
        }
        if (word.contains("permission")) {
            return ApiError.Kind.PERMISSION;
        }
        if (word.contains("billing")) {
            return ApiError.Kind.BILLING;
        }
        if (word.contains("not_found")) {
            return ApiError.Kind.NOT_FOUND;
        }
        if (word.contains("request_too_large")) {
            return ApiError.Kind.TOO_LARGE;
        }
        return word.contains("invalid_request") || word.contains("content_filter")
                ? ApiError.Kind.INVALID_REQUEST
                : ApiError.Kind.SERVER;
    }
}
