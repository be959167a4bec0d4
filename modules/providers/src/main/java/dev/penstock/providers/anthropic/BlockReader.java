package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.CacheMark;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.MediaSource;
import dev.penstock.core.chat.Part;
import dev.penstock.providers.wire.Fields;
import dev.penstock.providers.wire.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one content block of a request. A block with a field that the neutral form has no word for stays native. */
final class BlockReader {
    private BlockReader() {}

    static Part read(Fields block) {
        Part read = switch (block.text("type")) {
            case "text" -> new Part.Text(block.text("text"), cache(block), block.at());
            case "image" -> image(block);
            case "document" -> document(block);
            case "tool_use" -> toolUse(block);
            case "tool_result" -> toolResult(block);
            case "thinking" -> thinking(block);
            case "redacted_thinking" -> new Part.RedactedThinking(block.text("data"), block.at());
            default -> new Part.Native(Dialect.ANTHROPIC, block.json(), block.at("type"));
        };
        FieldPath unread = block.firstUnread();
        return unread == null || read instanceof Part.Native
                ? read
                : new Part.Native(Dialect.ANTHROPIC, block.json(), unread);
    }

    static @Nullable Given<CacheMark> cache(Fields block) {
        Fields cache = block.objectOrNull("cache_control");
        if (cache == null) {
            return null;
        }
        String type = cache.text("type");
        if (!type.equals("ephemeral")) {
            throw Refused.value(cache.at("type"), "'" + type + "'", "ephemeral");
        }
        CacheMark mark = new CacheMark(cache.textOrNull("ttl"));
        FieldPath unread = cache.firstUnread();
        if (unread != null) {
            throw Refused.inexpressible(unread, "no such field is known");
        }
        return new Given<>(mark, cache.at());
    }

    private static Part image(Fields block) {
        Given<CacheMark> cache = cache(block);
        Fields source = block.object("source");
        MediaSource read = switch (source.text("type")) {
            case "base64" -> base64(source);
            case "url" -> new MediaSource.Url(source.text("url"));
            default -> null;
        };
        return read == null || source.firstUnread() != null
                ? new Part.Native(Dialect.ANTHROPIC, block.json(), source.at())
                : new Part.Image(read, null, cache, block.at());
    }

    private static Part document(Fields block) {
        Given<CacheMark> cache = cache(block);
        String title = block.textOrNull("title");
        Fields source = block.object("source");
        MediaSource.Base64 read = source.text("type").equals("base64") ? base64(source) : null;
        return read == null || source.firstUnread() != null
                ? new Part.Native(Dialect.ANTHROPIC, block.json(), source.at())
                : new Part.Document(read, title, cache, block.at());
    }

    private static MediaSource.Base64 base64(Fields source) {
        return new MediaSource.Base64(source.text("media_type"), source.text("data"));
    }

    private static Part toolUse(Fields block) {
        return new Part.ToolCall(
                block.text("id"), block.text("name"), block.object("input").json(), cache(block), block.at());
    }

    private static Part toolResult(Fields block) {
        String callId = block.text("tool_use_id");
        boolean isError = block.flag("is_error");
        Given<CacheMark> cache = cache(block);
        List<Part> content = new ArrayList<>();
        JsonNode node = block.any("content");
        FieldPath at = block.at("content");
        if (node != null && node.isTextual()) {
            content.add(new Part.Text(node.textValue(), null, at));
        } else {
            for (JsonNode piece : block.list("content")) {
                content.add(piece(Fields.of(piece, at.at(content.size()))));
            }
        }
        return new Part.ToolResult(callId, content, isError, cache, block.at());
    }

    private static Part piece(Fields block) {
        Part part = read(block);
        return switch (part) {
            case Part.Text _, Part.Image _, Part.Document _, Part.Native _ -> part;
            case Part.ToolCall _, Part.ToolResult _, Part.Thinking _, Part.RedactedThinking _, Part.Refusal _ ->
                throw Refused.value(block.at("type"), "'" + block.text("type") + "'", "text, image or document");
        };
    }

    private static Part thinking(Fields block) {
        String signature = block.textOrNull("signature");
        return new Part.Thinking(
                block.text("thinking"), signature == null || signature.isEmpty() ? null : signature, block.at());
    }
}
