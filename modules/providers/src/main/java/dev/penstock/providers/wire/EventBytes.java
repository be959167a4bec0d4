package dev.penstock.providers.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects whole SSE events. */
public final class EventBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** An event with data only. JSON text has no line ends of its own. */
    public EventBytes data(JsonNode json) {
        return data(JsonWire.bytes(json));
    }

    public EventBytes data(String text) {
        return data(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An event with a name. */
    public EventBytes event(String name, JsonNode json) {
        bytes.writeBytes(("event: " + name + "\n").getBytes(StandardCharsets.UTF_8));
        return data(json);
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    private EventBytes data(byte[] text) {
        bytes.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(text);
        bytes.write('\n');
        bytes.write('\n');
        return this;
    }
}
