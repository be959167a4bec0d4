package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Event streams as WHATWG HTML, section 9.2, has them; simple and whole, where the product is fast and incremental. */
public final class EventStreamRules {
    private EventStreamRules() {}

    /** One event; {@code name} is {@code message} if the stream did not say. */
    public record Event(String name, String data) {}

    /** What a client finds in any bytes. */
    public static List<Event> parse(byte[] stream) {
        String text = new String(stream, StandardCharsets.UTF_8);
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<Event> events = new ArrayList<>();
        List<String> data = new ArrayList<>();
        String name = "";
        String[] lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new Event(name.isEmpty() ? "message" : name, String.join("\n", data)));
                }
                data.clear();
                name = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("data")) {
                data.add(value);
            } else if (field.equals("event")) {
                name = value;
            }
        }
        return events;
    }

    /** The events of a stream that a server may send: UTF-8, known fields only, cut nowhere. */
    public static List<Event> check(byte[] stream) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(stream))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("the stream is not UTF-8", e);
        }
        assertThat(text.isEmpty() || text.endsWith("\n\n"))
                .as("the stream ends with a whole event: ...%s", text.substring(Math.max(0, text.length() - 80)))
                .isTrue();
        assertThat(text.lines().filter(line -> !line.matches("(?s)|:.*|(data|event|id|retry): .*")))
                .as("lines of the stream that no client knows")
                .isEmpty();
        return parse(stream);
    }
}
