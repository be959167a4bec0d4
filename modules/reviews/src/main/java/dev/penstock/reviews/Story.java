package dev.penstock.reviews;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The texts of a review. What callers and models said is in here and nowhere else.
 *
 * @param request the caller's body, JSON in their dialect
 * @param proposed the whole answer that calls tools, JSON in the caller's dialect; null of an escalation
 * @param wrong what was wrong with the last answer, in words; null of a proposal
 * @param traceLine the request's trace as JSON, as far as it was known
 * @param answer what the caller gets now that it is decided, JSON in their dialect; null while nothing is
 */
public record Story(
        String request,
        @Nullable String proposed,
        @Nullable String wrong,
        String traceLine,
        @Nullable String answer) {
    /** The same with what the caller gets. */
    Story answered(@Nullable String given) {
        return new Story(request, proposed, wrong, traceLine, given);
    }

    /** Its size in bytes of UTF-8. */
    long bytes() {
        return bytes(request) + bytes(proposed) + bytes(wrong) + bytes(traceLine) + bytes(answer);
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(UTF_8).length;
    }
}
