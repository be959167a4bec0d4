package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dialect of OpenAI's chat completions. */
final class OpenAiWire implements Wire {
    private static final int TOKEN_LIMIT = 2_000_000;

    private final String requestId;

    OpenAiWire(Ids ids) {
        this.requestId = ids.next("req_", 32);
    }

    @Override
    public @Nullable Reply check(ObjectNode body) {
        return OpenAiRules.check(body);
    }

    @Override
    public ChatRequest read(ObjectNode body) {
        return OpenAiRequest.read(body);
    }

    @Override
    public ObjectNode whole(Exchange exchange) {
        return OpenAiAnswer.whole(exchange);
    }

    @Override
    public List<Frame> stream(Exchange exchange) {
        return new OpenAiStream(exchange).frames();
    }

    @Override
    public Frame errorInStream(WireFault fault) {
        ObjectNode body = Json.object();
        body.putObject("error").put("type", "overloaded_error").put("message", "Overloaded");
        String event = fault == WireFault.ERROR_EVENT ? "event: error\n" : "";
        return new Frame(event + "data: " + Json.text(body) + "\n\n", Frame.Role.CLOSE);
    }

    @Override
    public Reply refuse(StatusFault fault, int number, String model, Refusals.Moment moment) {
        return OpenAiErrors.refuse(fault, number, model, moment);
    }

    @Override
    public Reply malformed() {
        return OpenAiErrors.invalid(
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP"
                        + " library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid"
                        + " JSON. If you have trouble figuring out how to fix this, please contact us through our help"
                        + " center at help.openai.com.)",
                null,
                null);
    }

    @Override
    public Reply unauthorized(@Nullable String key) {
        return OpenAiErrors.unauthorized(key);
    }

    @Override
    public Reply noSuchModel(String model, String why) {
        return OpenAiErrors.noSuchModel(model, why);
    }

    @Override
    public Reply rejectPrefill() {
        return OpenAiErrors.invalid(
                "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
                null,
                null);
    }

    @Override
    public Reply noSuchPath(String method, String path) {
        return OpenAiErrors.error(
                404, "Invalid URL (%s %s)".formatted(method, path), "invalid_request_error", null, null);
    }

    @Override
    public String unsupportedParameter() {
        return "max_tokens";
    }

    @Override
    public boolean showsThinking() {
        return false;
    }

    @Override
    public @Nullable String key(MultiMap headers) {
        return bearer(headers);
    }

    static @Nullable String bearer(MultiMap headers) {
        String authorization = headers.get("authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return null;
        }
        String key = authorization.substring(7).strip();
        return key.isEmpty() ? null : key;
    }

    @Override
    public Map<String, String> headers(int promptTokens) {
        return Map.of(
                "x-request-id", requestId,
                "openai-version", "2020-10-01",
                "openai-organization", "org-sim",
                "openai-processing-ms", "0",
                "x-ratelimit-limit-requests", "10000",
                "x-ratelimit-limit-tokens", Integer.toString(TOKEN_LIMIT),
                "x-ratelimit-remaining-requests", "9999",
                "x-ratelimit-remaining-tokens", Integer.toString(Math.max(0, TOKEN_LIMIT - promptTokens)),
                "x-ratelimit-reset-requests", "6ms",
                "x-ratelimit-reset-tokens", promptTokens * 60_000L / TOKEN_LIMIT + "ms");
    }
}
