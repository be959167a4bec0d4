package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The errors of OpenAI and of Azure OpenAI, word for word. */
final class OpenAiErrors {
    private OpenAiErrors() {}

    static ObjectNode body(String message, @Nullable String type, @Nullable String param, @Nullable String code) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return body;
    }

    static Reply error(
            int status, String message, @Nullable String type, @Nullable String param, @Nullable String code) {
        return Reply.json(status, body(message, type, param, code));
    }

    static Reply invalid(String message, @Nullable String param, @Nullable String code) {
        return error(400, message, "invalid_request_error", param, code);
    }

    static Reply noSuchModel(String model, String why) {
        return error(
                404,
                "The model `%s` does not exist or you do not have access to it.%s".formatted(model, why),
                "invalid_request_error",
                null,
                "model_not_found");
    }

    static Reply unauthorized(@Nullable String key) {
        if (key == null) {
            return error(
                    401,
                    "You didn't provide an API key. You need to provide your API key in an Authorization header using"
                            + " Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
                    "invalid_request_error",
                    null,
                    null);
        }
        String shown = key.length() <= 8 ? "****" : key.substring(0, 3) + "****" + key.substring(key.length() - 4);
        return error(
                401,
                "Incorrect API key provided: %s. You can find your API key at https://platform.openai.com/account/api-keys."
                        .formatted(shown),
                "invalid_request_error",
                null,
                "invalid_api_key");
    }

    static Reply refuse(StatusFault fault, int number, String model, Refusals.Moment moment) {
        return switch (fault) {
            case RATE_LIMIT -> rateLimit(model, number + "s", Refusals.retryAfterSeconds(number));
            case RATE_LIMIT_MS -> rateLimit(model, number + "ms", Refusals.retryAfterMs(number));
            case RATE_LIMIT_DATE -> rateLimit(model, number + "s", Refusals.retryAfterDate(moment.now(), number));
            case RATE_LIMIT_BARE -> rateLimit(model, number + "ms", Map.of());
            case RATE_LIMIT_LARGE ->
                error(
                        429,
                        ("Request too large for %s in organization org-sim on tokens per min (TPM): Limit 30000,"
                                        + " Requested 50000. The input or output tokens must be reduced in order to run"
                                        + " successfully.")
                                .formatted(model),
                        "tokens",
                        null,
                        "rate_limit_exceeded");
            case QUOTA ->
                error(
                        429,
                        "You exceeded your current quota, please check your plan and billing details. For more"
                                + " information on this error, read the docs:"
                                + " https://platform.openai.com/docs/guides/error-codes/api-errors.",
                        "insufficient_quota",
                        null,
                        "insufficient_quota");
            case RATE_LIMIT_GEMINI -> GeminiErrors.rateLimit(number);
            case QUOTA_GEMINI -> GeminiErrors.quotaOfTheDay();
            case OVERLOADED_GEMINI -> GeminiErrors.overloaded();
            case SERVER_ERROR ->
                error(
                        500,
                        "The server had an error while processing your request. Sorry about that!",
                        "server_error",
                        null,
                        null);
            case BAD_GATEWAY_HTML -> Refusals.cloudflare(moment.ids());
            case INVALID_REQUEST ->
                invalid("Invalid value for 'content': expected a string, got null.", "messages", null);
            case AUTHENTICATION -> unauthorized("sk-proj-0000000000");
            case BILLING -> error(402, "Insufficient Balance", "unknown_error", null, "invalid_request_error");
            case PERMISSION ->
                error(
                        403,
                        "Country, region, or territory not supported",
                        "request_forbidden",
                        null,
                        "unsupported_country_region_territory");
            case NOT_FOUND -> noSuchModel(model, "");
            case REQUEST_TOO_LARGE -> error(413, "Request too large.", "invalid_request_error", null, null);
            case TIMEOUT -> error(504, "Gateway timeout.", "server_error", null, null);
            case OVERLOADED ->
                error(503, "The engine is currently overloaded, please try again later", "server_error", null, null);
            case CONTEXT_LENGTH ->
                invalid(
                        "This model's maximum context length is 4097 tokens. However, your messages resulted in 4294"
                                + " tokens. Please reduce the length of the messages.",
                        "messages",
                        "context_length_exceeded");
            case OUTPUT_LIMIT ->
                invalid(
                        ("max_tokens is too large: %d. This model supports at most %d completion tokens, whereas you"
                                        + " provided %d.")
                                .formatted(number, StatusFault.MOST_OUTPUT, number),
                        "max_tokens",
                        "invalid_value");
            case WINDOW_LIMIT ->
                invalid(
                        ("This model's maximum context length is 8192 tokens. However, you requested %d tokens (%d in"
                                        + " the messages, %d in the completion). Please reduce the length of the"
                                        + " messages or completion.")
                                .formatted(
                                        number + 8192 - StatusFault.MOST_OUTPUT,
                                        8192 - StatusFault.MOST_OUTPUT,
                                        number),
                        "messages",
                        "context_length_exceeded");
            case PROMPT_FILTERED -> azureFilter();
            case UNSUPPORTED_PARAMETER ->
                invalid(
                        "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
                                + " 'max_completion_tokens' instead.",
                        "max_tokens",
                        "unsupported_parameter");
        };
    }

    private static Reply rateLimit(String model, String wait, Map<String, String> told) {
        return error(
                        429,
                        "Rate limit reached for %s in organization org-sim on tokens per min (TPM): Limit 30000, Used"
                                        .formatted(model)
                                + " 29937, Requested 385. Please try again in %s. Visit".formatted(wait)
                                + " https://platform.openai.com/account/rate-limits to learn more.",
                        "tokens",
                        null,
                        "rate_limit_exceeded")
                .with(Map.of(
                        "x-ratelimit-limit-requests", "500",
                        "x-ratelimit-limit-tokens", "30000",
                        "x-ratelimit-remaining-requests", "499",
                        "x-ratelimit-remaining-tokens", "63",
                        "x-ratelimit-reset-requests", "120ms",
                        "x-ratelimit-reset-tokens", wait))
                .with(told);
    }

    private static Reply azureFilter() {
        ObjectNode body = body(
                "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."
                    + " Please modify your prompt and retry. To learn more about our content filtering policies please"
                    + " read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766",
                null,
                "prompt",
                "content_filter");
        ObjectNode error = (ObjectNode) body.path("error");
        error.put("status", 400);
        ObjectNode inner = error.putObject("innererror").put("code", "ResponsibleAIPolicyViolation");
        ObjectNode result = inner.putObject("content_filter_result");
        for (String safe : new String[] {"hate", "self_harm", "sexual"}) {
            result.putObject(safe).put("filtered", false).put("severity", "safe");
        }
        result.putObject("violence").put("filtered", true).put("severity", "medium");
        return Reply.json(400, body);
    }
}
