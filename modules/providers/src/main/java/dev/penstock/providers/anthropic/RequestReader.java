package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Effort;
import dev.penstock.core.chat.Extra;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Message;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.ResponseFormat;
import dev.penstock.core.chat.Role;
import dev.penstock.core.chat.Sampling;
import dev.penstock.core.chat.Thinking;
import dev.penstock.providers.wire.Fields;
import dev.penstock.providers.wire.JsonWire;
import dev.penstock.providers.wire.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request. */
final class RequestReader {
    private final Fields body;
    private final ChatRequest.Builder request;
    private final Sampling.Builder sampling = new Sampling.Builder();
    private final List<Extra> extras = new ArrayList<>();

    private RequestReader(Fields body) {
        this.body = body;
        request = new ChatRequest.Builder(body.text("model"));
    }

    static ChatRequest read(JsonNode node) {
        return new RequestReader(Fields.of(node, FieldPath.root())).read(node, new ArrayList<>());
    }

    private ChatRequest read(JsonNode node, List<Message> messages) {
        List<Part> system = system();
        if (!system.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, system, null, List.of(), body.at("system")));
        }
        messages.addAll(MessageReader.read(body));
        sampling.maxTokens(body.givenInteger("max_tokens", 1))
                .temperature(body.givenNumber("temperature"))
                .topP(body.givenNumber("top_p"))
                .topK(body.givenInteger("top_k", 0))
                .stop(stop())
                .thinking(thinking());
        outputConfig();
        metadata();
        request
                .messages(messages)
                .tools(ToolReader.tools(body))
                .toolChoice(ToolReader.choice(body))
                .parallelTools(ToolReader.parallel(body))
                .sampling(sampling.build())
                .stream(body.flag("stream"));
        for (String name : body.unread()) {
            JsonNode value = node.path(name);
            if (!(name.equals("service_tier") && value.asText().equals("auto"))) {
                extras.add(extra(name, value, body.at(name)));
            }
        }
        return request.extras(extras).build();
    }

    private List<Part> system() {
        JsonNode system = body.any("system");
        FieldPath at = body.at("system");
        if (system == null) {
            return List.of();
        }
        if (system.isTextual()) {
            return List.of(new Part.Text(system.textValue(), null, at));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : body.list("system")) {
            Fields fields = Fields.of(block, at.at(parts.size()));
            Part part = BlockReader.read(fields);
            if (!Message.mayHold(Role.SYSTEM, part)) {
                throw Refused.value(fields.at("type"), "'" + fields.text("type") + "'", "text");
            }
            parts.add(part);
        }
        return parts;
    }

    private @Nullable Given<List<String>> stop() {
        FieldPath at = body.at("stop_sequences");
        List<String> texts = new ArrayList<>();
        for (JsonNode text : body.list("stop_sequences")) {
            texts.add(Fields.asText(text, at.at(texts.size())));
        }
        return texts.isEmpty() ? null : new Given<>(texts, at);
    }

    private @Nullable Given<Thinking> thinking() {
        Fields thinking = body.objectOrNull("thinking");
        if (thinking == null) {
            return null;
        }
        Thinking read = switch (thinking.text("type")) {
            case "disabled" -> new Thinking.Off();
            case "adaptive" -> new Thinking.Adaptive();
            case "enabled" -> budget(thinking);
            default -> new Thinking.Native(Dialect.ANTHROPIC, thinking.json());
        };
        return thinking.firstUnread() == null
                ? new Given<>(read, thinking.at())
                : new Given<>(new Thinking.Native(Dialect.ANTHROPIC, thinking.json()), thinking.at());
    }

    private static Thinking budget(Fields thinking) {
        Given<Long> tokens = thinking.givenInteger("budget_tokens", 1);
        if (tokens == null) {
            throw Refused.missing(thinking.at("budget_tokens"));
        }
        return new Thinking.Budget(tokens.value());
    }

    /** One object for two things; whatever else it holds makes the whole of it this dialect's own. */
    private void outputConfig() {
        Fields config = body.objectOrNull("output_config");
        if (config == null) {
            return;
        }
        Fields format = config.objectOrNull("format");
        Given<ResponseFormat> readFormat = format == null ? null : format(format);
        String effort = config.textOrNull("effort");
        FieldPath effortAt = config.at("effort");
        Given<Effort> readEffort = effort == null ? null : new Given<>(effort(effort, effortAt), effortAt);
        FieldPath unread = config.firstUnread();
        if (unread != null) {
            extras.add(new Extra(Dialect.ANTHROPIC, "output_config", config.json(), unread));
            return;
        }
        request.format(readFormat);
        sampling.effort(readEffort);
    }

    private static Given<ResponseFormat> format(Fields format) {
        if (format.text("type").equals("json_schema")) {
            var schema = format.object("schema");
            if (format.firstUnread() == null) {
                Given<Boolean> strict = new Given<>(true, format.at());
                return new Given<>(new ResponseFormat.JsonSchema(null, null, schema.json(), strict), format.at());
            }
        }
        return new Given<>(new ResponseFormat.Native(Dialect.ANTHROPIC, format.json()), format.at());
    }

    private static Effort effort(String word, FieldPath at) {
        for (Effort effort : Effort.values()) {
            if (effort != Effort.MINIMAL && effort.word().equals(word)) {
                return effort;
            }
        }
        throw Refused.value(at, "'" + word + "'", "low, medium, high, xhigh or max");
    }

    private void metadata() {
        Fields metadata = body.objectOrNull("metadata");
        if (metadata == null) {
            return;
        }
        Given<String> user = metadata.givenText("user_id");
        FieldPath unread = metadata.firstUnread();
        if (unread == null) {
            request.user(user);
        } else {
            extras.add(new Extra(Dialect.ANTHROPIC, "metadata", metadata.json(), unread));
        }
    }

    private static Extra extra(String name, JsonNode value, FieldPath at) {
        return new Extra(Dialect.ANTHROPIC, name, JsonWire.json(value), at);
    }
}
