package dev.penstock.providers;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.chat.ChatEvent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks in a stream that goes to the caller as it came for calls of tools that are stopped. One per stream. */
public final class ToolStop {
    private final EventReader reader;
    private final Set<String> stopped;

    public ToolStop(EventReader reader, Set<String> stopped) {
        this.reader = reader;
        this.stopped = stopped;
    }

    /** Looks at one event, which has data: null, or a failure if it calls such a tool or may, for it cannot be read. */
    @Nullable
    AttemptFailure look(EventFrames event) {
        for (ChatEvent read : reader.read(StreamEvent.of(event))) {
            if (read instanceof ChatEvent.ToolCallStarted call && stopped.contains(call.name())) {
                return new AttemptFailure.KilledTool(call.name());
            }
            if (read instanceof ChatEvent.Malformed malformed) {
                return new AttemptFailure.Malformed(malformed.what());
            }
        }
        return null;
    }
}
