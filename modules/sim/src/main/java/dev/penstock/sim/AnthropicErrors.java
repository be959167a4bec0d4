package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The errors of Anthropic, word for word, for the request with this id. */
record AnthropicErrors(String requestId) {
    ObjectNode body(String type, String message) {
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", type).put("message", message);
        return body.put("request_id", requestId);
    }

    Reply error(int status, String type, String message) {
        return Reply.json(status, body(type, message));
    }

    Reply invalid(String message) {
        return error(400, "invalid_request_error", message);
    }

    Reply notFound(String message) {
        return error(404, "not_found_error", message);
    }

    /** What an overloaded provider says inside a stream. */
    ObjectNode overloadedInStream() {
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error")
                .putNull("details")
                .put("type", "overloaded_error")
                .put("message", "Overloaded");
        return body.put("request_id", requestId);
    }

    Reply refuse(StatusFault fault, int number, String model, Refusals.Moment moment) {
        return switch (fault) {
            case RATE_LIMIT -> rateLimit(Refusals.retryAfterSeconds(number));
            case RATE_LIMIT_MS -> rateLimit(Refusals.retryAfterMs(number));
            case RATE_LIMIT_DATE -> rateLimit(Refusals.retryAfterDate(moment.now(), number));
            case RATE_LIMIT_BARE -> rateLimit(Map.of());
            case RATE_LIMIT_LARGE ->
                error(
                        429,
                        "rate_limit_error",
                        "Your request is too large for your organization's rate limit of 30,000 input tokens per"
                                + " minute. Please reduce the prompt length.");
            case QUOTA ->
                invalid("Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to"
                        + " upgrade or purchase credits.");
            case RATE_LIMIT_GEMINI -> GeminiErrors.rateLimit(number);
            case QUOTA_GEMINI -> GeminiErrors.quotaOfTheDay();
            case OVERLOADED_GEMINI -> GeminiErrors.overloaded();
            case SERVER_ERROR -> error(500, "api_error", "Internal server error");
            case BAD_GATEWAY_HTML -> Refusals.cloudflare(moment.ids());
            case INVALID_REQUEST -> invalid("messages: Input should be a valid list");
            case AUTHENTICATION -> error(401, "authentication_error", "invalid x-api-key");
            case BILLING -> error(402, "billing_error", "There is an issue with your billing or payment information.");
            case PERMISSION ->
                error(403, "permission_error", "Your API key does not have permission to use the specified resource.");
            case NOT_FOUND -> notFound("model: " + model);
            case REQUEST_TOO_LARGE -> error(413, "request_too_large", "Request exceeds the maximum size");
            case TIMEOUT -> error(504, "timeout_error", "Request timed out");
            case OVERLOADED -> error(529, "overloaded_error", "Overloaded");
            case CONTEXT_LENGTH -> invalid("prompt is too long: 204294 tokens > 200000 maximum");
            case OUTPUT_LIMIT ->
                invalid("max_tokens: %d > %d, which is the maximum allowed number of output tokens for %s"
                        .formatted(number, StatusFault.MOST_OUTPUT, model));
            case WINDOW_LIMIT ->
                invalid(("input length and `max_tokens` exceed context limit: %d + %d > 200000, decrease input length"
                                + " or `max_tokens` and try again")
                        .formatted(200_000 - StatusFault.MOST_OUTPUT, number));
            case PROMPT_FILTERED -> invalid("Output blocked by content filtering policy");
            case UNSUPPORTED_PARAMETER -> invalid("`temperature` is deprecated for this model.");
        };
    }

    private Reply rateLimit(Map<String, String> told) {
        return error(
                        429,
                        "rate_limit_error",
                        "This request would exceed your organization's rate limit of 30,000 input tokens per minute."
                                + " For details, refer to: https://docs.claude.com/en/api/rate-limits.")
                .with(Map.of(
                        "anthropic-ratelimit-requests-limit", "50",
                        "anthropic-ratelimit-requests-remaining", "49",
                        "anthropic-ratelimit-input-tokens-limit", "30000",
                        "anthropic-ratelimit-input-tokens-remaining", "0"))
                .with(told);
    }
}
