package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads server-sent events. */
final class EventReader implements AutoCloseable {
    private static final String END = "end of the stream";

    private final InputStream stream;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    EventReader(InputStream stream) {
        this.stream = stream;
        Thread.ofVirtual().start(this::read);
    }

    /** An event; one that is a comment has its text as name and no more. */
    record Event(String name, String id, JsonNode data) {}

    private void read() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | RuntimeException e) {
            // Closed, from this side or the other: the end either way.
        }
        lines.add(END);
    }

    /** The next event that is no comment. */
    Event next() {
        Event event = nextOrComment();
        while (event.name().startsWith(":")) {
            event = nextOrComment();
        }
        return event;
    }

    Event nextOrComment() {
        String name = "";
        String id = "";
        String data = "null";
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.equals(END)) {
                throw new AssertionError("the stream has ended");
            } else if (line.startsWith(":")) {
                name = line;
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else {
                data = line.replaceFirst("^data: ", "");
            }
        }
        try {
            return new Event(name, id, Json.read(data.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(data, e);
        }
    }

    private String line() {
        try {
            String line = lines.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line within twenty seconds");
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
