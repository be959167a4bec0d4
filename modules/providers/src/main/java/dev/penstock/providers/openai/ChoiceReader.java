package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.providers.wire.JsonWire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the pieces of one choice of a stream. */
final class ChoiceReader {
    private final int choice;
    /** By the provider's index of a call; some give every call the same index and tell them apart by id. */
    private final Map<Integer, Call> calls = new HashMap<>();

    private int callCount;
    private boolean refused;
    private boolean finished;

    private record Call(int number, String id) {}

    ChoiceReader(int choice) {
        this.choice = choice;
    }

    boolean isFinished() {
        return finished;
    }

    /** Gives what is wrong with the piece; empty if nothing is. */
    String read(JsonNode node, List<ChatEvent> events) {
        int before = events.size();
        JsonNode delta = node.path("delta");
        String reasoning = AnswerReader.reasoning(delta);
        if (!reasoning.isEmpty()) {
            events.add(new ChatEvent.ThinkingDelta(choice, reasoning));
        }
        String text = JsonWire.textOrEmpty(delta, "content");
        if (!text.isEmpty()) {
            events.add(new ChatEvent.TextDelta(choice, text));
        }
        String refusal = JsonWire.textOrEmpty(delta, "refusal");
        if (!refusal.isEmpty()) {
            refused = true;
            events.add(new ChatEvent.RefusalDelta(choice, refusal));
        }
        for (JsonNode call : delta.path("tool_calls")) {
            if (!call(call, events)) {
                return "A tool call has no name.";
            }
        }
        functionCall(delta.path("function_call"), events);
        if (finished && events.size() > before) {
            return "A choice went on after its end.";
        }
        String word = JsonWire.textOrEmpty(node, "finish_reason");
        if (!word.isEmpty() && !finished) {
            finish(FinishWords.read(word, callCount > 0, refused), word, events);
        }
        return "";
    }

    void finishUntold(List<ChatEvent> events) {
        if (!finished) {
            finish(FinishWords.read("stop", callCount > 0, refused), "", events);
        }
    }

    private void finish(FinishReason reason, String word, List<ChatEvent> events) {
        finished = true;
        events.add(new ChatEvent.Finished(choice, reason, word, null));
    }

    private boolean call(JsonNode node, List<ChatEvent> events) {
        String id = JsonWire.textOrEmpty(node, "id");
        String name = JsonWire.textOrEmpty(AnswerReader.called(node), "name");
        JsonNode place = node.path("index");
        int index = place.canConvertToInt() ? place.intValue() : name.isEmpty() ? callCount - 1 : callCount;
        Call call = calls.get(index);
        if (call == null || (!id.isEmpty() && !id.equals(call.id()) && !name.isEmpty())) {
            if (name.isEmpty()) {
                return false;
            }
            call = new Call(callCount++, id);
            calls.put(index, call);
            events.add(new ChatEvent.ToolCallStarted(choice, call.number(), id, name));
        }
        String arguments = AnswerReader.arguments(AnswerReader.called(node).path("arguments"));
        if (!arguments.isEmpty()) {
            events.add(new ChatEvent.ToolArgumentsDelta(choice, call.number(), arguments));
        }
        return true;
    }

    /** The old form, of which a message has one at most. */
    private void functionCall(JsonNode node, List<ChatEvent> events) {
        String name = JsonWire.textOrEmpty(node, "name");
        if (!name.isEmpty()) {
            events.add(new ChatEvent.ToolCallStarted(choice, callCount++, "", name));
        }
        String arguments = AnswerReader.arguments(node.path("arguments"));
        if (!arguments.isEmpty() && callCount > 0) {
            events.add(new ChatEvent.ToolArgumentsDelta(choice, callCount - 1, arguments));
        }
    }
}
