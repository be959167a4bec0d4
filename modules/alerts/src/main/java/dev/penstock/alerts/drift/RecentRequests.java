package dev.penstock.alerts.drift;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which requests came lately. Not safe for several threads. */
final class RecentRequests {
    static final Duration SOON = Duration.ofSeconds(60);
    static final int MOST = 4_096;

    private final Map<String, Instant> last = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    /** Whether the same request came within the last minute. */
    boolean cameSoonAgain(String request, Instant at) {
        // It goes to the end of the order.
        @Nullable Instant before = last.remove(request);
        last.put(request, at);
        return before != null && !at.isAfter(before.plus(SOON));
    }
}
