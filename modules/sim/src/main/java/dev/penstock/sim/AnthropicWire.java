package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dialect of Anthropic's messages. */
final class AnthropicWire implements Wire {
    private static final int TOKEN_LIMIT = 2_000_000;

    private final AnthropicErrors errors;

    AnthropicWire(Ids ids) {
        this.errors = new AnthropicErrors(ids.next("req_01", 22));
    }

    AnthropicErrors errors() {
        return errors;
    }

    @Override
    public @Nullable Reply check(ObjectNode body) {
        String complaint = AnthropicRules.check(body);
        return complaint == null ? null : errors.invalid(complaint);
    }

    @Override
    public ChatRequest read(ObjectNode body) {
        return AnthropicRequest.read(body);
    }

    @Override
    public ObjectNode whole(Exchange exchange) {
        return AnthropicAnswer.whole(exchange);
    }

    @Override
    public List<Frame> stream(Exchange exchange) {
        return new AnthropicStream(exchange).frames();
    }

    @Override
    public Frame errorInStream(WireFault fault) {
        return AnthropicStream.event("error", errors.overloadedInStream(), Frame.Role.CLOSE);
    }

    @Override
    public Reply refuse(StatusFault fault, int number, String model, Refusals.Moment moment) {
        return errors.refuse(fault, number, model, moment);
    }

    @Override
    public Reply malformed() {
        return errors.invalid("The request body is not valid JSON: expected an object");
    }

    @Override
    public Reply unauthorized(@Nullable String key) {
        return errors.error(
                401, "authentication_error", key == null ? "x-api-key header is required" : "invalid x-api-key");
    }

    @Override
    public Reply noSuchModel(String model, String why) {
        return errors.notFound("model: " + model + why);
    }

    @Override
    public Reply rejectPrefill() {
        return errors.invalid("This model does not support assistant message prefill. The conversation must end with a"
                + " user message.");
    }

    @Override
    public Reply noSuchPath(String method, String path) {
        return errors.notFound("Not found");
    }

    @Override
    public String unsupportedParameter() {
        return "temperature";
    }

    @Override
    public boolean showsThinking() {
        return true;
    }

    @Override
    public @Nullable String key(MultiMap headers) {
        String key = headers.get("x-api-key");
        return key == null || key.isBlank() ? OpenAiWire.bearer(headers) : key;
    }

    @Override
    public Map<String, String> headers(int promptTokens) {
        return Map.of(
                "request-id",
                errors.requestId(),
                "anthropic-organization-id",
                "00000000-0000-4000-8000-000000000000",
                "anthropic-ratelimit-requests-limit",
                "4000",
                "anthropic-ratelimit-requests-remaining",
                "3999",
                "anthropic-ratelimit-input-tokens-limit",
                Integer.toString(TOKEN_LIMIT),
                "anthropic-ratelimit-input-tokens-remaining",
                Integer.toString(Math.max(0, TOKEN_LIMIT - promptTokens)));
    }
}
