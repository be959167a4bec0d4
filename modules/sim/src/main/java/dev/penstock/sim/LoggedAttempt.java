package dev.penstock.sim;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the log tells of one attempt.
 *
 * @param id the attempt's number since the start or the last reset, from 1
 * @param received when its head arrived
 * @param path with the query
 * @param model the model name as the client sent it; null if the body names none
 * @param fault the fault it was given, such as {@code cut-stream@3}, or null
 * @param headers names in lower case; a credential is replaced by its last four characters
 * @param bodyBytes the size of the request's body
 * @param body the request's body; null once the log had to drop it for space
 * @param status the status of the answer, or 0 while none was sent
 * @param firstByte when the first byte of the answer was written, or null
 * @param chunks how many chunks of the body were written
 * @param ended when it ended, or when the client's disconnect was noticed; null while it is open
 * @param how {@code open}, {@code completed}, {@code fault:NAME} or {@code client-cancelled}
 */
public record LoggedAttempt(
        long id,
        Instant received,
        String method,
        String path,
        @Nullable String model,
        @Nullable String fault,
        Map<String, String> headers,
        int bodyBytes,
        @Nullable String body,
        int status,
        @Nullable Instant firstByte,
        int chunks,
        @Nullable Instant ended,
        String how) {
    public LoggedAttempt {
        headers = Map.copyOf(headers);
    }
}
