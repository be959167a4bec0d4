package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.penstock.providers.wire.Fields;
import dev.penstock.providers.wire.JsonWire;
import dev.penstock.providers.wire.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a chat request. */
final class RequestReader {
    /** Extras whose value says only what is so anyway. */
    private static final Map<String, String> MEANS_NOTHING =
            Map.of("store", "false", "modalities", "[\"text\"]", "service_tier", "\"auto\"");

    private RequestReader() {}

    static ChatRequest read(JsonNode body) {
        Fields fields = Fields.of(body, FieldPath.root());
        ChatRequest.Builder request = new ChatRequest.Builder(fields.text("model"))
                        .messages(MessageReader.read(fields))
                        .tools(ToolReader.tools(fields))
                        .toolChoice(ToolReader.choice(fields))
                        .parallelTools(fields.givenFlag("parallel_tool_calls"))
                        .sampling(sampling(fields))
                        .format(format(fields))
                        .user(fields.givenText("user"))
                        .metadata(metadata(fields))
                        .stream(fields.flag("stream"));
        List<Extra> extras = new ArrayList<>();
        request.streamUsage(streamUsage(fields, extras));
        for (String name : fields.unread()) {
            JsonNode value = body.path(name);
            if (!value.toString().equals(MEANS_NOTHING.get(name))) {
                extras.add(new Extra(Dialect.OPENAI, name, JsonWire.json(value), fields.at(name)));
            }
        }
        return request.extras(extras).build();
    }

    private static Sampling sampling(Fields fields) {
        Given<JsonNode> bias = given(fields, "logit_bias");
        String effort = fields.textOrNull("reasoning_effort");
        FieldPath effortAt = fields.at("reasoning_effort");
        boolean off = "none".equals(effort);
        return new Sampling.Builder()
                .maxTokens(maxTokens(fields))
                .temperature(fields.givenNumber("temperature"))
                .topP(fields.givenNumber("top_p"))
                .stop(stop(fields))
                .seed(fields.givenInteger("seed", Long.MIN_VALUE))
                .presencePenalty(fields.givenNumber("presence_penalty"))
                .frequencyPenalty(fields.givenNumber("frequency_penalty"))
                .n(fields.givenInteger("n", 1))
                .logitBias(
                        bias == null
                                ? null
                                : new Given<Json>(
                                        Fields.of(bias.value(), bias.at()).json(), bias.at()))
                .logprobs(fields.givenFlag("logprobs"))
                .topLogprobs(fields.givenInteger("top_logprobs", 0))
                .effort(effort == null || off ? null : new Given<>(effort(effort, effortAt), effortAt))
                .thinking(off ? new Given<>(new Thinking.Off(), effortAt) : null)
                .build();
    }

    private static @Nullable Given<JsonNode> given(Fields fields, String name) {
        JsonNode value = fields.any(name);
        return value == null ? null : new Given<>(value, fields.at(name));
    }

    private static Effort effort(String word, FieldPath at) {
        for (Effort effort : Effort.values()) {
            if (effort.word().equals(word)) {
                return effort;
            }
        }
        throw Refused.value(at, "'" + word + "'", "none, minimal, low, medium, high or xhigh");
    }

    /** Two names for one limit; a caller that sends both must mean the same. */
    private static @Nullable Given<Long> maxTokens(Fields fields) {
        Given<Long> old = fields.givenInteger("max_tokens", 1);
        Given<Long> current = fields.givenInteger("max_completion_tokens", 1);
        if (old != null && current != null && !old.value().equals(current.value())) {
            throw Refused.value(
                    old.at(), old.value().toString(), "the same as max_completion_tokens, which is " + current.value());
        }
        return current == null ? old : current;
    }

    private static @Nullable Given<List<String>> stop(Fields fields) {
        JsonNode value = fields.any("stop");
        FieldPath at = fields.at("stop");
        if (value == null) {
            return null;
        }
        if (value.isTextual()) {
            return new Given<>(List.of(value.textValue()), at);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : fields.list("stop")) {
            texts.add(Fields.asText(text, at.at(texts.size())));
        }
        return new Given<>(texts, at);
    }

    private static @Nullable Given<Map<String, String>> metadata(Fields fields) {
        Fields labels = fields.objectOrNull("metadata");
        if (labels == null) {
            return null;
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (String name : labels.unread()) {
            map.put(name, labels.text(name));
        }
        return new Given<>(map, labels.at());
    }

    private static @Nullable Given<Boolean> streamUsage(Fields fields, List<Extra> extras) {
        Fields options = fields.objectOrNull("stream_options");
        if (options == null) {
            return null;
        }
        Given<Boolean> usage = options.givenFlag("include_usage");
        FieldPath unread = options.firstUnread();
        if (unread != null) {
            extras.add(new Extra(Dialect.OPENAI, "stream_options", options.json(), unread));
        }
        return usage;
    }

    private static @Nullable Given<ResponseFormat> format(Fields fields) {
        Fields format = fields.objectOrNull("response_format");
        if (format == null) {
            return null;
        }
        ResponseFormat read = switch (format.text("type")) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> jsonSchema(format.object("json_schema"));
            default -> new ResponseFormat.Native(Dialect.OPENAI, format.json());
        };
        boolean isNative = read instanceof ResponseFormat.Native;
        FieldPath unread = format.firstUnread();
        if (!isNative && unread != null) {
            return new Given<>(new ResponseFormat.Native(Dialect.OPENAI, format.json()), unread);
        }
        return new Given<>(read, isNative ? format.at("type") : format.at());
    }

    private static ResponseFormat jsonSchema(Fields schema) {
        ResponseFormat.JsonSchema read = new ResponseFormat.JsonSchema(
                schema.text("name"),
                schema.givenText("description"),
                schema.object("schema").json(),
                schema.givenFlag("strict"));
        FieldPath unread = schema.firstUnread();
        if (unread != null) {
            throw Refused.inexpressible(unread, "no such field is known");
        }
        return read;
    }
}
