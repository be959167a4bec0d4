package dev.penstock.providers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the events of an event stream (WHATWG HTML, section 9.2) in bytes that come in pieces, cut anywhere. One per
 * stream; call from one thread at a time. An event that the stream's end cuts off is not an event. Bytes that are not
 * UTF-8 become U+FFFD; {@code id} and {@code retry} are read over, because nobody reconnects to a model.
 */
public final class Sse {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int maxEventBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final StringBuilder data = new StringBuilder();
    private String name = "";
    private int eventBytes;
    private boolean firstLine = true;
    private boolean afterCarriageReturn;
    private boolean tooLarge;

    /**
     * One event.
     *
     * @param name its type, {@code message} if the stream did not say
     * @param data its data lines, joined by line feeds
     */
    public record Event(String name, String data) {}

    /** {@code maxEventBytes} bounds what is kept of one event, above 0. */
    public Sse(int maxEventBytes) {
        if (maxEventBytes <= 0) {
            throw new IllegalArgumentException("maxEventBytes is " + maxEventBytes + ", expected 1 or more");
        }
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Takes the bytes from {@code from} up to but not with {@code to}; gives the events that they complete. Nothing
     * more comes once an event was {@link #tooLarge}.
     */
    public List<Event> feed(byte[] bytes, int from, int to) {
        List<Event> events = new ArrayList<>();
        int start = from;
        for (int i = from; i < to && !tooLarge; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                start = i + 1;
                continue;
            }
            afterCarriageReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                keep(bytes, start, i);
                start = i + 1;
                if (!tooLarge) {
                    endLine(events);
                }
            }
        }
        keep(bytes, start, to);
        return events;
    }

    /** An event was larger than allowed; the stream is lost. */
    public boolean tooLarge() {
        return tooLarge;
    }

    /** Whether an event has begun that is not complete. */
    public boolean midEvent() {
        return line.size() > 0 || !data.isEmpty();
    }

    private void keep(byte[] bytes, int from, int to) {
        if (tooLarge || from >= to) {
            return;
        }
        if (to - from > maxEventBytes - eventBytes) {
            tooLarge = true;
            return;
        }
        eventBytes += to - from;
        line.write(bytes, from, to - from);
    }

    private void endLine(List<Event> events) {
        byte[] bytes = line.toByteArray();
        line.reset();
        int skip = firstLine && startsWithByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0;
        firstLine = false;
        if (bytes.length == skip) {
            endEvent(events);
        } else if (bytes[skip] == ':') {
            eventBytes -= bytes.length;
        } else {
            field(new String(bytes, skip, bytes.length - skip, StandardCharsets.UTF_8));
        }
    }

    private void endEvent(List<Event> events) {
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            events.add(new Event(name.isEmpty() ? "message" : name, data.toString()));
        }
        data.setLength(0);
        name = "";
        eventBytes = 0;
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        if (field.equals("data")) {
            data.append(text, valueStart(text, colon), text.length()).append('\n');
        } else if (field.equals("event")) {
            name = text.substring(valueStart(text, colon));
        }
    }

    private static int valueStart(String text, int colon) {
        if (colon < 0) {
            return text.length();
        }
        return colon + 1 < text.length() && text.charAt(colon + 1) == ' ' ? colon + 2 : colon + 1;
    }

    private static boolean startsWithByteOrderMark(byte[] bytes) {
        return bytes.length >= 3
                && bytes[0] == BYTE_ORDER_MARK[0]
                && bytes[1] == BYTE_ORDER_MARK[1]
                && bytes[2] == BYTE_ORDER_MARK[2];
    }
}
