package dev.penstock.providers;

import dev.penstock.core.chat.ChatEvent;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a caller has got of a stream, for the case that another one must go on with it: its head and its text. A stream
 * that has more than the text of one choice (reasoning, tools, several answers), or a long one, cannot be gone on with.
 * Belongs to one thread.
 */
public final class Transcript {
    /** In characters. */
    static final int LONGEST = 256 << 10;

    private final StringBuilder text = new StringBuilder();
    private @Nullable Supplier<ChatEvent.Started> head;
    private boolean other;

    /** One that notes on from here; this one stays as it is. */
    public Transcript copy() {
        Transcript copy = new Transcript();
        copy.text.append(text);
        copy.head = head;
        copy.other = other;
        return copy;
    }

    /** The first stream's begin; {@code head} reads it once it is needed. */
    public void begin(Supplier<ChatEvent.Started> first) {
        head = head == null ? first : head;
    }

    /** A piece of text. */
    public void text(int choice, String piece) {
        if (choice != 0 || text.length() + piece.length() > LONGEST) {
            other();
        } else if (!other) {
            text.append(piece);
        }
    }

    /** Anything else. */
    public void other() {
        other = true;
        text.setLength(0);
        text.trimToSize();
    }

    /** The bytes of memory that it takes. */
    public int bytes() {
        return 2 * text.length();
    }

    /** Nothing of it is needed any more. */
    public void forget() {
        other();
    }

    /** Whether another stream can go on with it. */
    public boolean isWhole() {
        return head != null && !other;
    }

    /** The text that the caller has. */
    public String text() {
        return text.toString();
    }

    /** How the caller's stream began. */
    public ChatEvent.Started head() {
        return Objects.requireNonNull(head).get();
    }
}
