package dev.penstock.trace.store;

import dev.penstock.core.config.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said about an answer. A NUL, which PostgreSQL does not have, is U+FFFD.
 *
 * @param trace the id of the trace
 * @param key names it among those of its trace: sent again, it is not stored again
 * @param kind what it is, in a word
 * @param value a score; null where it is none
 * @param label a label; null where it is none
 * @param text a text, such as a corrected answer; null where there is none, or where it is forgotten
 * @param until when the text is to be forgotten; null where there is none
 * @param actor who said so
 */
public record Feedback(
        String trace,
        String key,
        Instant at,
        String kind,
        @Nullable Double value,
        @Nullable String label,
        @Nullable String text,
        @Nullable Instant until,
        String actor) {
    /** How much of it a trace has at most. */
    static final int MOST = 100;

    public Feedback {
        label = KeptText.withoutNul(label);
        text = KeptText.withoutNul(text);
        new Checks()
                .text("trace", trace, 128)
                .text("key", key, 128)
                .that(kind.matches("[a-z][a-z_]{0,31}"), "kind", kind, "a word of 1 to 32 letters and _")
                .that(value == null || Double.isFinite(value), "value", value, "a number")
                .that((text == null) == (until == null), "until", until, "a time where there is a text")
                .text("actor", actor, 128)
                .done();
    }

    boolean isToBeForgotten(Instant now) {
        return until != null && !until.isAfter(now);
    }

    /** What its text takes in memory at most. */
    long textBytes() {
        return text == null ? 0 : 2L * text.length();
    }

    Feedback withoutText() {
        return new Feedback(trace, key, at, kind, value, label, null, null, actor);
    }

    /** What became of one. */
    public enum Taken {
        ADDED,
        /** It is stored already. */
        REPEATED,
        /** No such trace is stored. */
        NO_SUCH_TRACE,
        /** Its trace has as much as it may. */
        TOO_MUCH
    }
}
