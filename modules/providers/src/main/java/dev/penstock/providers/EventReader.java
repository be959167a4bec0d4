package dev.penstock.providers;

import dev.penstock.core.chat.ChatEvent;
import java.util.List;

/**
 * Reads one stream of a provider. Call from one thread at a time. After {@link ChatEvent.Ended},
 * {@link ChatEvent.Failed} or {@link ChatEvent.Malformed} it gives nothing more.
 */
public interface EventReader {
    /** What an event of the stream says; nothing for pings and the like. */
    List<ChatEvent> read(StreamEvent event);

    /**
     * What the end of the connection says: {@link ChatEvent.Ended} if the answer was complete but its end was not
     * marked, {@link ChatEvent.Malformed} if it was cut, nothing if the end was known already.
     */
    List<ChatEvent> end();
}
