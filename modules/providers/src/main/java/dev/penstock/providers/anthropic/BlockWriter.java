package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.CacheMark;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.MediaSource;
import dev.penstock.core.chat.Part;
import dev.penstock.providers.wire.JsonWire;
import dev.penstock.providers.wire.Refused;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes one content block of a request. */
final class BlockWriter {
    private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9_-]+");

    private BlockWriter() {}

    static void write(ArrayNode blocks, Part part) {
        if (part instanceof Part.Native raw) {
            if (raw.dialect() != Dialect.ANTHROPIC) {
                throw RequestWriter.noWord(raw.at());
            }
            JsonWire.add(blocks, raw.json());
        } else {
            blocks.add(block(part));
        }
    }

    static void cache(ObjectNode node, @Nullable Given<CacheMark> cache) {
        if (cache != null) {
            ObjectNode mark = node.putObject("cache_control").put("type", "ephemeral");
            if (cache.value().ttl() != null) {
                mark.put("ttl", cache.value().ttl());
            }
        }
    }

    private static ObjectNode block(Part part) {
        ObjectNode block = JsonWire.object();
        switch (part) {
            case Part.Text text -> {
                block.put("type", "text").put("text", text.text());
                cache(block, text.cache());
            }
            case Part.Image image -> {
                if (image.detail() != null && !image.detail().value().equals("auto")) {
                    throw RequestWriter.noWord(image.detail().at());
                }
                block.put("type", "image").set("source", source(image.source()));
                cache(block, image.cache());
            }
            case Part.Document document -> {
                block.put("type", "document").set("source", source(document.source()));
                if (document.name() != null) {
                    block.put("title", document.name());
                }
                cache(block, document.cache());
            }
            case Part.ToolCall call -> {
                block.put("type", "tool_use")
                        .put("id", id(call.id(), call, "id"))
                        .put("name", call.name());
                block.set("input", input(call));
                cache(block, call.cache());
            }
            case Part.ToolResult result -> {
                block.put("type", "tool_result").put("tool_use_id", id(result.callId(), result, "tool_call_id"));
                ArrayNode content = block.putArray("content");
                result.content().forEach(piece -> write(content, piece));
                if (result.isError()) {
                    block.put("is_error", true);
                }
                cache(block, result.cache());
            }
            case Part.Thinking thinking -> {
                if (thinking.signature() == null) {
                    throw Refused.inexpressible(
                            thinking.at(), "the target takes back only reasoning that bears its own signature");
                }
                block.put("type", "thinking").put("thinking", thinking.text()).put("signature", thinking.signature());
            }
            case Part.RedactedThinking redacted ->
                block.put("type", "redacted_thinking").put("data", redacted.data());
            case Part.Refusal refusal -> block.put("type", "text").put("text", refusal.text());
            case Part.Native raw -> throw RequestWriter.noWord(raw.at());
        }
        return block;
    }

    private static ObjectNode source(MediaSource source) {
        return switch (source) {
            case MediaSource.Url url -> JsonWire.object().put("type", "url").put("url", url.url());
            case MediaSource.Base64 data ->
                JsonWire.object()
                        .put("type", "base64")
                        .put("media_type", data.mediaType())
                        .put("data", data.data());
        };
    }

    private static String id(String id, Part part, String field) {
        if (!CALL_ID.matcher(id).matches()) {
            throw Refused.value(
                    part.at().field(field), "'" + id + "'", "letters, digits, _ and - only, for the target");
        }
        return id;
    }

    private static JsonNode input(Part.ToolCall call) {
        JsonNode input = input(call.arguments());
        if (input == null) {
            throw Refused.inexpressible(
                    call.at().field("function").field("arguments"),
                    "the target takes only a JSON object as the arguments of a call");
        }
        return input;
    }

    /** The arguments as an object; nothing at all means none; null if they are no object. */
    static @Nullable JsonNode input(Json arguments) {
        if (arguments.text().isBlank()) {
            return JsonWire.object();
        }
        JsonNode input = JsonWire.foreign(arguments.text());
        return input != null && input.isObject() ? input : null;
    }
}
