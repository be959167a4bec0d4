package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Part;
import dev.penstock.providers.Reply;
import dev.penstock.providers.wire.CallId;
import dev.penstock.providers.wire.JsonWire;

/**
 * Writes a chat completion. Reasoning goes into {@code reasoning_content}, the field that compatible providers agree
 * on; its signature and what the provider keeps to itself have no place. Native parts have none either: a caller gets
 * them only for what it asked for in its own dialect, and then the answer is not translated.
 */
final class AnswerWriter {
    /** Said where the model declined and gave no words. */
    static final String DECLINED = "The model declined to answer.";

    private AnswerWriter() {}

    static ObjectNode write(ChatAnswer answer, Reply reply) {
        String id = answer.id().isEmpty() ? reply.id() : answer.id();
        ObjectNode body = JsonWire.object()
                .put("id", id)
                .put("object", "chat.completion")
                .put("created", answer.createdSeconds() == 0 ? reply.createdSeconds() : answer.createdSeconds())
                .put("model", answer.model().isEmpty() ? reply.model() : answer.model());
        ArrayNode choices = body.putArray("choices");
        for (ChatAnswer.Choice choice : answer.choices()) {
            choices.add(choice(choice, id));
        }
        if (answer.usage() != null) {
            body.set("usage", UsageFields.write(answer.usage()));
        }
        if (answer.fingerprint() != null) {
            body.put("system_fingerprint", answer.fingerprint());
        }
        return body;
    }

    private static ObjectNode choice(ChatAnswer.Choice choice, String answerId) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        ArrayNode calls = JsonWire.array();
        for (Part part : choice.parts()) {
            switch (part) {
                case Part.Text said -> text.append(said.text());
                case Part.Refusal declined -> refusal.append(declined.text());
                case Part.Thinking thinking -> reasoning.append(thinking.text());
                case Part.ToolCall call -> calls.add(call(call, CallId.of(call.id(), answerId, calls.size())));
                case Part.RedactedThinking _, Part.Native _, Part.Image _, Part.Document _, Part.ToolResult _ -> {}
            }
        }
        if (choice.finish() == FinishReason.REFUSAL && refusal.isEmpty()) {
            refusal.append(DECLINED);
        }
        ObjectNode node = JsonWire.object().put("index", choice.index());
        ObjectNode message = node.putObject("message").put("role", "assistant");
        message.put("content", text.isEmpty() ? null : text.toString());
        message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (choice.logprobs() == null) {
            node.putNull("logprobs");
        } else {
            JsonWire.put(node, "logprobs", choice.logprobs());
        }
        return node.put("finish_reason", FinishWords.write(choice.finish()));
    }

    private static ObjectNode call(Part.ToolCall call, String id) {
        ObjectNode node = JsonWire.object().put("id", id).put("type", "function");
        node.putObject("function")
                .put("name", call.name())
                .put("arguments", call.arguments().text());
        return node;
    }
}
