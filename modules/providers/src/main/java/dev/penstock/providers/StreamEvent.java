package dev.penstock.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One event of an event stream, copied out of it.
 *
 * @param name its type, {@code message} if the stream did not say
 * @param data its data lines, joined by line feeds; bytes that are not UTF-8 have become U+FFFD
 */
public record StreamEvent(String name, String data) {
    /** The event that {@code frames} shows; it must have data. */
    static StreamEvent of(EventFrames frames) {
        String name = frames.name();
        return new StreamEvent(
                name.isEmpty() ? "message" : name,
                new String(frames.dataBytes(), frames.dataFrom(), frames.dataTo() - frames.dataFrom(), UTF_8));
    }
}
