package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.ApiError;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.providers.EventWriter;
import dev.penstock.providers.Reply;
import dev.penstock.providers.wire.CallId;
import dev.penstock.providers.wire.EventBytes;
import dev.penstock.providers.wire.JsonWire;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a stream of chat completion chunks. */
final class StreamWriter implements EventWriter {
    static final ApiError BROKEN =
            ApiError.of(ApiError.Kind.BAD_GATEWAY, "The provider's stream broke off; the answer is not complete.");

    private final Reply reply;
    private final Map<Integer, Choice> choices = new HashMap<>();
    private ChatEvent.Started head = new ChatEvent.Started("", "", 0, null);
    private @Nullable Usage usage;
    private boolean over;

    private static final class Choice {
        /** By the number of a call in the events, its index in this stream: the order in which they began. */
        private final Map<Integer, Integer> calls = new HashMap<>();

        private boolean refused;
        private boolean finished;
    }

    StreamWriter(Reply reply) {
        this.reply = reply;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public byte[] write(ChatEvent event) {
        EventBytes out = new EventBytes();
        if (!over) {
            write(event, out);
        }
        return out.toBytes();
    }

    private void write(ChatEvent event, EventBytes out) {
        switch (event) {
            case ChatEvent.Started started -> head = choices.isEmpty() ? started : head;
            case ChatEvent.TextDelta delta -> say(delta.choice(), "content", delta.text(), out);
            case ChatEvent.ThinkingDelta delta -> say(delta.choice(), "reasoning_content", delta.text(), out);
            case ChatEvent.ThinkingSignature _, ChatEvent.RedactedThinking _ -> {}
            case ChatEvent.ToolCallStarted call -> call(call, out);
            case ChatEvent.ToolArgumentsDelta delta -> arguments(delta, out);
            case ChatEvent.RefusalDelta delta -> refuse(delta.choice(), delta.text(), out);
            case ChatEvent.Finished finished -> finish(finished, out);
            case ChatEvent.UsageReported reported -> usage = reported.usage();
            case ChatEvent.Failed failed -> fail(failed.error(), out);
            case ChatEvent.Malformed _ -> fail(BROKEN, out);
            case ChatEvent.Ended _ -> end(out);
        }
    }

    private void say(int choice, String field, String text, EventBytes out) {
        if (!text.isEmpty() && isOpen(choice, out)) {
            out.data(chunk(choice, JsonWire.object().put(field, text), null));
        }
    }

    private void refuse(int choice, String text, EventBytes out) {
        say(choice, "refusal", text, out);
        Choice state = choices.get(choice);
        if (state != null) {
            state.refused = true;
        }
    }

    private void call(ChatEvent.ToolCallStarted call, EventBytes out) {
        if (!isOpen(call.choice(), out)) {
            return;
        }
        Map<Integer, Integer> calls = open(call.choice(), out).calls;
        int index = calls.size();
        if (calls.putIfAbsent(call.call(), index) != null) {
            fail(BROKEN, out);
            return;
        }
        ObjectNode delta = JsonWire.object();
        ObjectNode node = delta.putArray("tool_calls")
                .addObject()
                .put("index", index)
                .put("id", CallId.of(call.id(), id(), index))
                .put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", "");
        out.data(chunk(call.choice(), delta, null));
    }

    private void arguments(ChatEvent.ToolArgumentsDelta piece, EventBytes out) {
        Choice choice = choices.get(piece.choice());
        if (choice == null || choice.finished || !choice.calls.containsKey(piece.call())) {
            fail(BROKEN, out);
            return;
        }
        ObjectNode delta = JsonWire.object();
        delta.putArray("tool_calls")
                .addObject()
                .put("index", choice.calls.get(piece.call()))
                .putObject("function")
                .put("arguments", piece.json());
        out.data(chunk(piece.choice(), delta, null));
    }

    private void finish(ChatEvent.Finished finished, EventBytes out) {
        if (!isOpen(finished.choice(), out)) {
            return;
        }
        if (finished.reason() == FinishReason.REFUSAL && !open(finished.choice(), out).refused) {
            refuse(finished.choice(), AnswerWriter.DECLINED, out);
        }
        open(finished.choice(), out).finished = true;
        out.data(chunk(finished.choice(), JsonWire.object(), FinishWords.write(finished.reason())));
    }

    private void end(EventBytes out) {
        if (choices.isEmpty() || choices.values().stream().anyMatch(choice -> !choice.finished)) {
            fail(BROKEN, out);
            return;
        }
        if (reply.streamUsage() && usage != null) {
            ObjectNode chunk = chunk();
            chunk.putArray("choices");
            out.data(chunk.set("usage", UsageFields.write(usage)));
        }
        over = true;
        out.data("[DONE]");
    }

    private void fail(ApiError error, EventBytes out) {
        over = true;
        out.data(Errors.write(error));
    }

    /** A choice opens with the role; one that is finished takes nothing more, and the stream breaks. */
    private boolean isOpen(int index, EventBytes out) {
        if (open(index, out).finished) {
            fail(BROKEN, out);
            return false;
        }
        return true;
    }

    private Choice open(int index, EventBytes out) {
        Choice choice = choices.get(index);
        if (choice == null) {
            choice = new Choice();
            choices.put(index, choice);
            out.data(chunk(index, JsonWire.object().put("role", "assistant").put("content", ""), null));
        }
        return choice;
    }

    private ObjectNode chunk(int choice, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = chunk();
        ObjectNode node = chunk.putArray("choices").addObject().put("index", choice);
        node.set("delta", delta);
        node.putNull("logprobs").put("finish_reason", finishReason);
        return reply.streamUsage() ? chunk.putNull("usage") : chunk;
    }

    private ObjectNode chunk() {
        ObjectNode chunk = JsonWire.object()
                .put("id", id())
                .put("object", "chat.completion.chunk")
                .put("created", head.createdSeconds() == 0 ? reply.createdSeconds() : head.createdSeconds())
                .put("model", head.model().isEmpty() ? reply.model() : head.model());
        return head.fingerprint() == null ? chunk : chunk.put("system_fingerprint", head.fingerprint());
    }

    private String id() {
        return head.id().isEmpty() ? reply.id() : head.id();
    }
}
