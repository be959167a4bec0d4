package dev.penstock.providers;

import dev.penstock.core.chat.ChatEvent;

/**
 * Writes one stream to a caller. Whatever comes in whatever order, what goes out is valid in the dialect: a stream that
 * ends has a begin, a reason and an end, and one that breaks ends with an error event. Call from one thread at a time.
 */
public interface EventWriter {
    /** The bytes to send, whole SSE events; empty if there is nothing to send yet, or the stream is over. */
    byte[] write(ChatEvent event);

    /** Whether the stream is over: its end or an error event was written. */
    boolean isOver();
}
