package dev.penstock.providers;

import dev.penstock.core.chat.ChatEvent;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a stream what its caller has already, from one that broke: passes nothing on before the text has come
 * again as far as it went, to the byte, and says so if it comes differently. One per stream.
 */
public final class Agreement {
    private final String expected;
    private int agreed;
    private boolean departed;

    /** {@code expected} is the text that the caller has and the stream begins with. */
    public Agreement(String expected) {
        this.expected = expected;
    }

    /** Whether the stream has turned out to be another one. Nothing of it is for the caller then. */
    public boolean hasDeparted() {
        return departed;
    }

    /** What of an event is for the caller; null for nothing. */
    @Nullable
    ChatEvent pass(ChatEvent event) {
        return switch (event) {
            case ChatEvent.TextDelta(int choice, String text) -> text(choice, text);
            // The caller's stream has begun, and had no reasoning.
            case ChatEvent.Started _,
                    ChatEvent.ThinkingDelta _,
                    ChatEvent.ThinkingSignature _,
                    ChatEvent.RedactedThinking _ -> null;
            case ChatEvent.ToolCallStarted _,
                    ChatEvent.ToolArgumentsDelta _,
                    ChatEvent.RefusalDelta _,
                    ChatEvent.Finished _,
                    ChatEvent.Ended _ -> {
                departed |= agreed < expected.length();
                yield departed ? null : event;
            }
            case ChatEvent.UsageReported _, ChatEvent.Failed _, ChatEvent.Malformed _ -> event;
        };
    }

    private @Nullable ChatEvent text(int choice, String text) {
        int known = Math.min(text.length(), expected.length() - agreed);
        if (departed || choice != 0 || !expected.regionMatches(agreed, text, 0, known)) {
            departed = true;
            return null;
        }
        agreed += known;
        return known == text.length() ? null : new ChatEvent.TextDelta(0, text.substring(known));
    }
}
