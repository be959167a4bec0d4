package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Effort;
import dev.penstock.core.chat.Extra;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.ResponseFormat;
import dev.penstock.core.chat.Sampling;
import dev.penstock.core.chat.Thinking;
import dev.penstock.core.chat.Tool;
import dev.penstock.core.chat.ToolChoice;
import dev.penstock.providers.Outbound;
import dev.penstock.providers.wire.JsonWire;
import dev.penstock.providers.wire.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the body of a chat request. */
final class RequestWriter {
    private RequestWriter() {}

    static ObjectNode write(ChatRequest request, Outbound outbound) {
        ObjectNode body = JsonWire.object();
        body.put("model", outbound.model());
        body.set("messages", MessageWriter.write(request.messages()));
        extras(body, request.extras());
        tools(body, request);
        sampling(body, request.sampling(), outbound);
        if (request.format() != null) {
            body.set("response_format", format(request.format()));
        }
        if (request.user() != null) {
            body.put("user", request.user().value());
        }
        if (request.metadata() != null) {
            ObjectNode labels = body.putObject("metadata");
            request.metadata().value().forEach(labels::put);
        }
        stream(body, request, outbound);
        return body;
    }

    static void extras(ObjectNode node, List<Extra> extras) {
        for (Extra extra : extras) {
            if (extra.dialect() != Dialect.OPENAI) {
                throw noWord(extra.at());
            }
            JsonWire.put(node, extra.name(), extra.value());
        }
    }

    static Refused noWord(FieldPath at) {
        return Refused.inexpressible(at, "OpenAI's Chat Completions, which the target speaks, have no word for it");
    }

    private static void tools(ObjectNode body, ChatRequest request) {
        if (!request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            for (Tool tool : request.tools()) {
                switch (tool) {
                    case Tool.Function function -> tools.add(function(function));
                    case Tool.Native raw when raw.dialect() == Dialect.OPENAI -> JsonWire.add(tools, raw.json());
                    case Tool.Native raw -> throw noWord(raw.at());
                }
            }
        }
        Given<ToolChoice> choice = request.toolChoice();
        if (choice != null) {
            switch (choice.value()) {
                case ToolChoice.Auto _ -> body.put("tool_choice", "auto");
                case ToolChoice.None _ -> body.put("tool_choice", "none");
                case ToolChoice.Any _ -> body.put("tool_choice", "required");
                case ToolChoice.Named named ->
                    body.putObject("tool_choice")
                            .put("type", "function")
                            .putObject("function")
                            .put("name", named.tool());
                case ToolChoice.Native raw
                when raw.dialect() == Dialect.OPENAI -> JsonWire.put(body, "tool_choice", raw.json());
                case ToolChoice.Native _ -> throw noWord(choice.at());
            }
        }
        put(body, "parallel_tool_calls", request.parallelTools());
    }

    private static ObjectNode function(Tool.Function tool) {
        if (tool.cache() != null) {
            throw noWord(tool.cache().at());
        }
        ObjectNode node = JsonWire.object().put("type", "function");
        ObjectNode function = node.putObject("function").put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.schema() != null) {
            JsonWire.put(function, "parameters", tool.schema());
        }
        put(function, "strict", tool.strict());
        return node;
    }

    private static void sampling(ObjectNode body, Sampling sampling, Outbound outbound) {
        put(body, outbound.maxTokensField().word(), sampling.maxTokens());
        put(body, "temperature", sampling.temperature());
        put(body, "top_p", sampling.topP());
        if (sampling.topK() != null) {
            throw noWord(sampling.topK().at());
        }
        if (sampling.stop() != null) {
            ArrayNode stop = body.putArray("stop");
            sampling.stop().value().forEach(stop::add);
        }
        put(body, "seed", sampling.seed());
        put(body, "presence_penalty", sampling.presencePenalty());
        put(body, "frequency_penalty", sampling.frequencyPenalty());
        put(body, "n", sampling.n());
        if (sampling.logitBias() != null) {
            JsonWire.put(body, "logit_bias", sampling.logitBias().value());
        }
        put(body, "logprobs", sampling.logprobs());
        put(body, "top_logprobs", sampling.topLogprobs());
        reasoning(body, sampling);
    }

    /** The dialect has one word for how hard to try and for not reasoning at all. */
    private static void reasoning(ObjectNode body, Sampling sampling) {
        Given<Effort> effort = sampling.effort();
        if (effort != null) {
            if (effort.value() == Effort.MAX) {
                throw Refused.value(effort.at(), "'max'", "an effort of at most xhigh, for the target");
            }
            body.put("reasoning_effort", effort.value().word());
        }
        Given<Thinking> thinking = sampling.thinking();
        if (thinking == null) {
            return;
        }
        switch (thinking.value()) {
            case Thinking.Off _ when effort == null -> body.put("reasoning_effort", "none");
            case Thinking.Off _, Thinking.Adaptive _, Thinking.Budget _, Thinking.Native _ ->
                throw noWord(thinking.at());
        }
    }

    private static JsonNode format(Given<ResponseFormat> format) {
        ObjectNode node = JsonWire.object();
        switch (format.value()) {
            case ResponseFormat.Text _ -> node.put("type", "text");
            case ResponseFormat.JsonObject _ -> node.put("type", "json_object");
            case ResponseFormat.JsonSchema schema -> {
                ObjectNode inner = node.put("type", "json_schema").putObject("json_schema");
                inner.put("name", schema.name() == null ? "response" : schema.name());
                if (schema.description() != null) {
                    inner.put("description", schema.description().value());
                }
                JsonWire.put(inner, "schema", schema.schema());
                put(inner, "strict", schema.strict());
            }
            case ResponseFormat.Native raw -> {
                if (raw.dialect() != Dialect.OPENAI) {
                    throw noWord(format.at());
                }
                JsonNode parsed = JsonWire.foreign(raw.json().text());
                return parsed == null ? node : parsed;
            }
        }
        return node;
    }

    private static void stream(ObjectNode body, ChatRequest request, Outbound outbound) {
        if (!request.stream()) {
            return;
        }
        body.put("stream", true);
        boolean asked = request.streamUsage() != null && request.streamUsage().value();
        if (asked || outbound.streamUsage()) {
            body.set("stream_options", begun(request, "stream_options").put("include_usage", true));
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

    private static void put(ObjectNode node, String field, @Nullable Given<?> given) {
        if (given == null) {
            return;
        }
        switch (given.value()) {
            case Boolean flag -> node.put(field, flag);
            case Long number -> node.put(field, number);
            case Double number -> node.put(field, number);
            case Object other -> throw new IllegalArgumentException(field + " is " + other);
        }
    }
}
