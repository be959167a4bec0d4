package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Part;
import dev.penstock.providers.Reply;
import dev.penstock.providers.wire.CallId;
import dev.penstock.providers.wire.JsonWire;
import java.util.List;

/**
 * Writes a message: of several choices the first. A call whose arguments are no JSON object is never mended into one
 * that can be run: it is left out, and the message says that it is not complete.
 */
final class AnswerWriter {
    private AnswerWriter() {}

    static ObjectNode write(ChatAnswer answer, Reply reply) {
        String id = answer.id().isEmpty() ? reply.id() : answer.id();
        ObjectNode body = JsonWire.object()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", answer.model().isEmpty() ? reply.model() : answer.model());
        ArrayNode content = body.putArray("content");
        boolean whole = true;
        FinishReason finish = FinishReason.OTHER;
        String stopSequence = null;
        if (!answer.choices().isEmpty()) {
            ChatAnswer.Choice choice = answer.choices().getFirst();
            whole = blocks(content, choice.parts(), id);
            finish = choice.finish();
            stopSequence = finish == FinishReason.STOP_SEQUENCE ? choice.stopSequence() : null;
        }
        return body.put("stop_reason", StopWords.write(whole ? finish : FinishReason.LENGTH))
                .put("stop_sequence", stopSequence)
                .set("usage", UsageFields.write(answer.usage()));
    }

    /** Whether all calls could be written. */
    private static boolean blocks(ArrayNode content, List<Part> parts, String answerId) {
        boolean whole = true;
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> text(content, text.text());
                case Part.Refusal refusal -> text(content, refusal.text());
                case Part.Thinking thinking ->
                    content.addObject()
                            .put("type", "thinking")
                            .put("thinking", thinking.text())
                            .put("signature", thinking.signature() == null ? "" : thinking.signature());
                case Part.RedactedThinking redacted ->
                    content.addObject().put("type", "redacted_thinking").put("data", redacted.data());
                case Part.ToolCall call -> whole &= call(content, call, CallId.of(call.id(), answerId, content.size()));
                case Part.Native raw when raw.dialect() == Dialect.ANTHROPIC -> JsonWire.add(content, raw.json());
                case Part.Native _, Part.Image _, Part.Document _, Part.ToolResult _ -> {}
            }
        }
        return whole;
    }

    private static void text(ArrayNode content, String text) {
        if (!text.isEmpty()) {
            content.addObject().put("type", "text").put("text", text);
        }
    }

    private static boolean call(ArrayNode content, Part.ToolCall call, String id) {
        JsonNode input = BlockWriter.input(call.arguments());
        if (input == null) {
            return false;
        }
        content.addObject()
                .put("type", "tool_use")
                .put("id", id)
                .put("name", call.name())
                .set("input", input);
        return true;
    }
}
