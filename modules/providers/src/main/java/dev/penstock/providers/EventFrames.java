package dev.penstock.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.json.JsonBytes;
import java.util.Arrays;

/**
 * Finds the whole events of an event stream (WHATWG HTML, section 9.2) in bytes that come in pieces, cut anywhere, and
 * shows them where they stand: bytes are copied only where an event is cut. One per stream; call from one thread at a
 * time.
 *
 * <p>What the stream's end cuts off is not an event and is never shown. {@code id} and {@code retry} are read over,
 * because nobody reconnects to a model.
 */
public final class EventFrames {
    /** Is shown each event once it is whole. */
    public interface Sink {
        /**
         * One event at {@code bytes[from..to)}, the blank line that ends it included. What it says is told by the
         * methods of {@link EventFrames} until this one returns.
         */
        void frame(byte[] bytes, int from, int to);
    }

    private static final byte[] NOTHING = {};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = "data".getBytes(UTF_8);
    private static final byte[] EVENT = "event".getBytes(UTF_8);

    private final int maxEventBytes;

    /** The begin of an event whose rest has not come yet. */
    private byte[] carried = NOTHING;

    private int carriedLength;
    /** What is being read: the bytes that came last, or {@link #carried} with them at its end. */
    private byte[] window = {};

    private boolean begun;
    private boolean lineFeedMayFollow;
    private int lineFrom;
    private int dataLines;
    private int dataFrom;
    private int dataTo;
    /** The lines of data of an event that has several, each with a line feed at its end. */
    private byte[] joinedData = NOTHING;

    private int joinedLength;
    private int nameFrom;
    private int nameTo;

    /** {@code maxEventBytes} bounds what is kept of one event. */
    public EventFrames(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @return false if an event is larger than allowed: the stream is lost
     */
    public boolean feed(byte[] bytes, Sink sink) {
        int scanned = carriedLength;
        if (carriedLength == 0) {
            window = bytes;
        } else {
            append(bytes);
            window = carried;
        }
        int end = scanned + bytes.length;
        int eventFrom = 0;
        int i = scanned;
        if (!begun) {
            int mark = Math.min(end, BYTE_ORDER_MARK.length);
            boolean marked = Arrays.equals(window, 0, mark, BYTE_ORDER_MARK, 0, mark);
            if (marked && end < BYTE_ORDER_MARK.length) {
                keep(0, end);
                return true;
            }
            begun = true;
            if (marked) {
                eventFrom = lineFrom = i = BYTE_ORDER_MARK.length;
            } else {
                i = 0;
            }
        }
        if (lineFeedMayFollow && i < end) {
            lineFeedMayFollow = false;
            if (window[i] == '\n') {
                i++;
                if (eventFrom == lineFrom) {
                    eventFrom = i;
                }
                lineFrom = i;
            }
        }
        int lineEnd = JsonBytes.nextLineEnd(window, i, end);
        while (lineEnd < end) {
            boolean carriageReturn = window[lineEnd] == '\r';
            boolean pair = carriageReturn && lineEnd + 1 < end && window[lineEnd + 1] == '\n';
            lineFeedMayFollow = carriageReturn && lineEnd + 1 == end;
            int next = pair ? lineEnd + 2 : lineEnd + 1;
            if (lineEnd > lineFrom) {
                endLine(lineEnd);
            } else {
                sink.frame(window, eventFrom, next);
                dataLines = 0;
                nameFrom = nameTo = 0;
                eventFrom = next;
            }
            lineFrom = next;
            lineEnd = JsonBytes.nextLineEnd(window, next, end);
        }
        if (end - eventFrom > maxEventBytes) {
            return false;
        }
        keep(eventFrom, end);
        lineFrom -= eventFrom;
        dataFrom -= eventFrom;
        dataTo -= eventFrom;
        nameFrom -= eventFrom;
        nameTo -= eventFrom;
        return true;
    }

    /** Whether an event has begun that is not whole. */
    public boolean midEvent() {
        return carriedLength > 0;
    }

    /** Ends the last event where the stream ended without the blank line, if at least its last line is whole. */
    public void end(Sink sink) {
        if (carriedLength > 0 && lineFrom == carriedLength) {
            feed(new byte[] {'\n'}, sink);
        }
    }

    /** The bytes of memory that are held for the next feed. */
    public int heldBytes() {
        return carried.length + joinedData.length;
    }

    /** Whether the event has data; one without is a comment or a keep-alive. */
    public boolean hasData() {
        return dataLines > 0;
    }

    /** The bytes that hold the event's data, from {@link #dataFrom} up to {@link #dataTo}. */
    public byte[] dataBytes() {
        return dataLines > 1 ? joinedData : window;
    }

    public int dataFrom() {
        return dataLines > 1 ? 0 : dataFrom;
    }

    public int dataTo() {
        return dataLines > 1 ? joinedLength - 1 : dataTo;
    }

    /** The event's data in an array of its own. */
    public byte[] data() {
        return Arrays.copyOfRange(dataBytes(), dataFrom(), dataTo());
    }

    /** Whether the event's data is this. */
    public boolean dataIs(byte[] expected) {
        return Arrays.equals(dataBytes(), dataFrom(), dataTo(), expected, 0, expected.length);
    }

    /** The event's type; empty if it has none. */
    public String name() {
        return nameTo == nameFrom ? "" : new String(window, nameFrom, nameTo - nameFrom, UTF_8);
    }

    private void endLine(int lineEnd) {
        if (isField(DATA, lineEnd)) {
            int from = valueFrom(lineFrom + DATA.length, lineEnd);
            dataLines++;
            if (dataLines == 1) {
                dataFrom = from;
                dataTo = lineEnd;
            } else {
                joinData(from, lineEnd);
            }
        } else if (isField(EVENT, lineEnd)) {
            nameFrom = valueFrom(lineFrom + EVENT.length, lineEnd);
            nameTo = lineEnd;
        }
    }

    private boolean isField(byte[] field, int lineEnd) {
        int to = lineFrom + field.length;
        return lineEnd >= to
                && Arrays.equals(window, lineFrom, to, field, 0, field.length)
                && (lineEnd == to || window[to] == ':');
    }

    private int valueFrom(int colon, int lineEnd) {
        int from = Math.min(colon + 1, lineEnd);
        return from < lineEnd && window[from] == ' ' ? from + 1 : from;
    }

    private void joinData(int from, int to) {
        if (dataLines == 2) {
            joinedLength = 0;
            join(dataFrom, dataTo);
        }
        join(from, to);
    }

    /** Grows by half at least, so that an event of many lines is not copied once for each. */
    private void join(int from, int to) {
        int needed = joinedLength + to - from + 1;
        if (needed > joinedData.length) {
            joinedData = Arrays.copyOf(joinedData, Math.max(needed, joinedData.length + joinedData.length / 2));
        }
        System.arraycopy(window, from, joinedData, joinedLength, to - from);
        joinedData[needed - 1] = '\n';
        joinedLength = needed;
    }

    private void append(byte[] bytes) {
        int length = carriedLength + bytes.length;
        if (length > carried.length) {
            carried = Arrays.copyOf(carried, Math.max(length, 2 * carried.length));
        }
        System.arraycopy(bytes, 0, carried, carriedLength, bytes.length);
        carriedLength = length;
    }

    /**
     * Keeps what is left for the next feed. In a new array, unless it is all of the old one: what was shown may be in
     * use.
     */
    private void keep(int from, int to) {
        if (from > 0 || carriedLength == 0) {
            carried = from == to ? NOTHING : Arrays.copyOfRange(window, from, to);
        }
        carriedLength = to - from;
    }
}
