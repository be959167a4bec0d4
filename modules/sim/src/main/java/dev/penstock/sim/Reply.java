package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An HTTP answer as a plan: what is written when, and how it ends.
 *
 * @param headers with {@code content-length} if the answer states it; otherwise it is chunked
 * @param steps with no step and an ending other than {@link Ending#WHOLE} not even the head is written
 */
record Reply(int status, Map<String, String> headers, List<Step> steps, Ending ending) {
    /** The whole body in one piece, its length stated. */
    static Reply of(int status, String contentType, String body) {
        Buffer bytes = Buffer.buffer(body);
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", contentType);
        headers.put("content-length", Integer.toString(bytes.length()));
        return new Reply(status, headers, List.of(new Step(bytes, Duration.ZERO)), Ending.WHOLE);
    }

    static Reply json(int status, JsonNode body) {
        return of(status, "application/json", Json.text(body));
    }

    Reply with(Map<String, String> others) {
        var all = new LinkedHashMap<>(headers);
        all.putAll(others);
        return new Reply(status, all, steps, ending);
    }

    /** The same with those of these headers that it has not yet. */
    Reply or(Map<String, String> others) {
        var all = new LinkedHashMap<>(others);
        all.putAll(headers);
        return new Reply(status, all, steps, ending);
    }

    /** The same, the first byte of which waits so long. */
    Reply after(Duration wait) {
        if (steps.isEmpty() || wait.isZero()) {
            return this;
        }
        var later = new ArrayList<>(steps);
        Step first = later.getFirst();
        later.set(0, new Step(first.bytes(), first.pause().plus(wait)));
        return new Reply(status, headers, later, ending);
    }
}
