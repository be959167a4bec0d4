package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Effort;
import dev.penstock.core.chat.Extra;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.ResponseFormat;
import dev.penstock.core.chat.Sampling;
import dev.penstock.core.chat.Thinking;
import dev.penstock.providers.Outbound;
import dev.penstock.providers.wire.JsonWire;
import dev.penstock.providers.wire.Refused;
import org.jspecify.annotations.Nullable;

/** Writes the body of a request. */
final class RequestWriter {
    private RequestWriter() {}

    static ObjectNode write(ChatRequest request, Outbound outbound) {
        ObjectNode body = JsonWire.object().put("model", outbound.model());
        Given<Long> maxTokens = request.sampling().maxTokens();
        body.put("max_tokens", maxTokens == null ? outbound.defaultMaxTokens() : maxTokens.value());
        MessageWriter.write(body, request.messages());
        for (Extra extra : request.extras()) {
            if (extra.dialect() != Dialect.ANTHROPIC) {
                throw noWord(extra.at());
            }
            JsonWire.put(body, extra.name(), extra.value());
        }
        ToolWriter.write(body, request);
        sampling(body, request.sampling());
        onlyNeutral(request.sampling());
        outputConfig(body, request);
        if (request.user() != null) {
            body.set(
                    "metadata",
                    begun(request, "metadata").put("user_id", request.user().value()));
        }
        if (request.metadata() != null && !request.metadata().value().isEmpty()) {
            throw noWord(request.metadata().at());
        }
        if (request.stream()) {
            body.put("stream", true);
        }
        return body;
    }

    static Refused noWord(FieldPath at) {
        return Refused.inexpressible(at, "Anthropic's Messages, which the target speaks, have no word for it");
    }

    private static void sampling(ObjectNode body, Sampling sampling) {
        Given<Double> temperature = sampling.temperature();
        if (temperature != null) {
            if (temperature.value() > 1) {
                throw Refused.value(temperature.at(), temperature.value().toString(), "at most 1, for the target");
            }
            body.put("temperature", temperature.value());
        }
        if (sampling.topP() != null) {
            body.put("top_p", sampling.topP().value());
        }
        if (sampling.topK() != null) {
            body.put("top_k", sampling.topK().value());
        }
        if (sampling.stop() != null && !sampling.stop().value().isEmpty()) {
            ArrayNode stop = body.putArray("stop_sequences");
            sampling.stop().value().forEach(stop::add);
        }
        Given<Thinking> thinking = sampling.thinking();
        if (thinking != null) {
            switch (thinking.value()) {
                case Thinking.Off _ -> body.putObject("thinking").put("type", "disabled");
                case Thinking.Adaptive _ -> body.putObject("thinking").put("type", "adaptive");
                case Thinking.Budget budget ->
                    body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget.tokens());
                case Thinking.Native raw
                when raw.dialect() == Dialect.ANTHROPIC -> JsonWire.put(body, "thinking", raw.json());
                case Thinking.Native _ -> throw noWord(thinking.at());
            }
        }
    }

    /** What the dialect has no word for passes only if it says what is so anyway. */
    private static void onlyNeutral(Sampling sampling) {
        refuseUnless(sampling.n(), 1L);
        refuseUnless(sampling.presencePenalty(), 0.0);
        refuseUnless(sampling.frequencyPenalty(), 0.0);
        refuseUnless(sampling.logprobs(), false);
        refuseUnless(sampling.topLogprobs(), 0L);
        refuseUnless(sampling.logitBias(), Json.EMPTY_OBJECT);
        if (sampling.seed() != null) {
            throw noWord(sampling.seed().at());
        }
    }

    private static <T> void refuseUnless(@Nullable Given<T> given, T neutral) {
        if (given != null && !given.value().equals(neutral)) {
            throw noWord(given.at());
        }
    }

    private static void outputConfig(ObjectNode body, ChatRequest request) {
        ObjectNode config = JsonWire.object();
        Given<Effort> effort = request.sampling().effort();
        if (effort != null) {
            if (effort.value() == Effort.MINIMAL) {
                throw Refused.value(effort.at(), "'minimal'", "none, or an effort of at least low, for the target");
            }
            config.put("effort", effort.value().word());
        }
        if (request.format() != null) {
            JsonNode format = format(request.format());
            if (format != null) {
                config.set("format", format);
            }
        }
        if (!config.isEmpty()) {
            body.set("output_config", begun(request, "output_config").setAll(config));
        }
    }

    /** An object that an extra has begun, to be gone on with. */
    private static ObjectNode begun(ChatRequest request, String name) {
        for (Extra extra : request.extras()) {
            if (extra.name().equals(name) && JsonWire.foreign(extra.value().text()) instanceof ObjectNode object) {
                return object;
            }
        }
        return JsonWire.object();
    }

    /** The schema's name is a label that the dialect does without; its answers always keep to the schema. */
    private static @Nullable JsonNode format(Given<ResponseFormat> format) {
        return switch (format.value()) {
            case ResponseFormat.Text _ -> null;
            case ResponseFormat.JsonObject _ -> throw noWord(format.at());
            case ResponseFormat.JsonSchema schema -> {
                if (schema.description() != null) {
                    throw noWord(schema.description().at());
                }
                ObjectNode node = JsonWire.object().put("type", "json_schema");
                JsonWire.put(node, "schema", schema.schema());
                yield node;
            }
            case ResponseFormat.Native raw
            when raw.dialect() == Dialect.ANTHROPIC ->
                JsonWire.foreign(raw.json().text());
            case ResponseFormat.Native _ -> throw noWord(format.at());
        };
    }
}
