package dev.penstock.providers;

import dev.penstock.core.chat.ChatEvent;
import java.util.function.Consumer;

/** Reads a stream as it comes, strictly. One per stream and thread. */
public final class EventFeed {
    private final EventReader reader;
    private final Consumer<ChatEvent> events;
    private final EventFrames frames = new EventFrames(StreamRelay.MAX_EVENT_BYTES);
    private final EventFrames.Sink sink;

    /** {@code events} is told what the stream says. */
    public EventFeed(EventReader reader, Consumer<ChatEvent> events) {
        this.reader = reader;
        this.events = events;
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
        reader.end().forEach(events);
    }
}
