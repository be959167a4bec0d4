package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.ApiError;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.providers.EventWriter;
import dev.penstock.providers.Reply;
import dev.penstock.providers.wire.CallId;
import dev.penstock.providers.wire.EventBytes;
import dev.penstock.providers.wire.JsonWire;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of message events. The end waits for the last report of usage, because this dialect tells usage
 * together with the reason.
 */
final class StreamWriter implements EventWriter {
    private static final ApiError BROKEN =
            ApiError.of(ApiError.Kind.BAD_GATEWAY, "The provider's stream broke off; the answer is not complete.");

    private final Reply reply;
    private final BlockStream blocks = new BlockStream();
    private ChatEvent.Started head = new ChatEvent.Started("", "", 0, null);
    private ChatEvent.@Nullable Finished finished;
    private @Nullable Usage usage;
    private boolean begun;
    private boolean over;

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
            case ChatEvent.Started started -> head = begun ? head : started;
            case ChatEvent.TextDelta delta -> content(delta.choice(), out, () -> blocks.text(delta.text(), out));
            case ChatEvent.RefusalDelta delta -> content(delta.choice(), out, () -> blocks.text(delta.text(), out));
            case ChatEvent.ThinkingDelta delta ->
                content(delta.choice(), out, () -> blocks.thinking(delta.text(), out));
            case ChatEvent.ThinkingSignature signature ->
                content(signature.choice(), out, () -> blocks.signature(signature.signature(), out));
            case ChatEvent.RedactedThinking redacted ->
                content(redacted.choice(), out, () -> blocks.redacted(redacted.data(), out));
            case ChatEvent.ToolCallStarted call -> content(call.choice(), out, () -> blocks.call(withId(call), out));
            case ChatEvent.ToolArgumentsDelta delta -> content(delta.choice(), out, () -> blocks.arguments(delta, out));
            case ChatEvent.Finished end ->
                content(end.choice(), out, () -> {
                    blocks.close(out);
                    finished = end;
                    return true;
                });
            case ChatEvent.UsageReported reported -> usage = reported.usage();
            case ChatEvent.Failed failed -> fail(failed.error(), out);
            case ChatEvent.Malformed _ -> fail(BROKEN, out);
            case ChatEvent.Ended _ -> end(out);
        }
    }

    /** Gives false if the piece does not fit where it comes. */
    private interface Piece {
        boolean write();
    }

    /** The dialect has one choice; a piece of another, or one after the reason, breaks the stream. */
    private void content(int choice, EventBytes out, Piece piece) {
        if (choice != 0 || finished != null) {
            fail(BROKEN, out);
            return;
        }
        if (!begun) {
            begun = true;
            begin(out);
        }
        if (!piece.write()) {
            fail(BROKEN, out);
        }
    }

    private void begin(EventBytes out) {
        ObjectNode event = JsonWire.object().put("type", "message_start");
        ObjectNode message = event.putObject("message")
                .put("id", id())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", head.model().isEmpty() ? reply.model() : head.model());
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence").set("usage", UsageFields.write(usage));
        out.event("message_start", event);
    }

    private ChatEvent.ToolCallStarted withId(ChatEvent.ToolCallStarted call) {
        String id = CallId.of(call.id(), id(), call.call());
        return new ChatEvent.ToolCallStarted(call.choice(), call.call(), id, call.name());
    }

    private String id() {
        return head.id().isEmpty() ? reply.id() : head.id();
    }

    private void end(EventBytes out) {
        if (finished == null) {
            fail(BROKEN, out);
            return;
        }
        ObjectNode event = JsonWire.object().put("type", "message_delta");
        event.putObject("delta")
                .put("stop_reason", StopWords.write(finished.reason()))
                .put("stop_sequence", finished.stopSequence());
        out.event("message_delta", event.set("usage", UsageFields.write(usage)));
        out.event("message_stop", JsonWire.object().put("type", "message_stop"));
        over = true;
    }

    private void fail(ApiError error, EventBytes out) {
        over = true;
        out.event("error", Errors.write(error, ""));
    }
}
