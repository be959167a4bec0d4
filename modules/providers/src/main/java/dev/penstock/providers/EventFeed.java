package dev.penstock.providers;

import dev.penstock.core.chat.ChatEvent;
import java.util.function.Consumer;

/** Reads a stream that is well formed, as it comes. One per stream and thread. */
public final class EventFeed {
    private final EventFrames frames = new EventFrames(StreamRelay.MAX_EVENT_BYTES);
    private final EventFrames.Sink sink;

    /** {@code events} is told what the stream says. */
    public EventFeed(EventReader reader, Consumer<ChatEvent> events) {
        this.sink = (_, _, _) -> {
            if (frames.hasData()) {
                reader.read(StreamEvent.of(frames)).forEach(events);
            }
        };
    }

    /** The next bytes. */
    public void take(byte[] bytes) {
        frames.feed(bytes, sink);
    }

    /** There are no more. */
    public void end() {
        frames.end(sink);
    }
}
