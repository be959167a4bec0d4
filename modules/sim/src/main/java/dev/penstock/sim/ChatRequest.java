package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chat request of either dialect, read from a body that was checked before.
 *
 * @param body the request as it came
 * @param messages the conversation, system messages first in Anthropic's dialect
 * @param toolResult the result of a tool, if that is what the conversation ends with
 * @param maxTokens the most tokens of the answer
 * @param reasoning tokens to spend on reasoning before the answer; 0 for none
 * @param choices how many answers are wanted
 */
record ChatRequest(
        ObjectNode body,
        ModelName model,
        List<SimMessage> messages,
        @Nullable String toolResult,
        int maxTokens,
        List<String> stops,
        List<Tool> tools,
        ToolChoice toolChoice,
        Format format,
        int reasoning,
        int choices) {
    String prompt() {
        return SimAnswer.prompt(begun() == null ? messages : messages.subList(0, messages.size() - 1));
    }

    /** The begin of the answer, if that is what the conversation ends with. */
    @Nullable
    String begun() {
        boolean isBegun = messages.size() > 1 && messages.getLast().role().equals("assistant");
        return isBegun ? messages.getLast().text() : null;
    }

    /** What the user said first: what is added to a conversation later does not change it. */
    String opening() {
        return messages.stream()
                .filter(message -> message.role().equals("user"))
                .map(SimMessage::text)
                .findFirst()
                .orElse("");
    }

    boolean stream() {
        return body.path("stream").asBoolean(false);
    }

    /** What the user said last; empty if nothing. */
    String lastUserText() {
        return messages.reversed().stream()
                .filter(message -> message.role().equals("user"))
                .map(SimMessage::text)
                .findFirst()
                .orElse("");
    }
}
