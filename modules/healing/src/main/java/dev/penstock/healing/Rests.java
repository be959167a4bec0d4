package dev.penstock.healing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has asked to be left alone, and until when: a provider that names a time is not called before it. Times are those
 * of a monotonic clock in nanoseconds. Safe on any thread, without a lock on reads.
 */
public final class Rests {
    /** A longer one is not believed: somebody would have to restart the node after a provider's mistake. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private final Map<String, Long> until = new ConcurrentHashMap<>();

    /** From {@code now} on it is left alone for so long. */
    public void rest(String name, Duration wait, long now) {
        long end = now + (wait.compareTo(LONGEST) > 0 ? LONGEST : wait).toNanos();
        until.merge(name, end, (before, after) -> before - after > 0 ? before : after);
    }

    /** How long it is still to be left alone; null if it may be asked. */
    public @Nullable Duration left(String name, long now) {
        Long end = until.get(name);
        if (end == null) {
            return null;
        }
        if (end - now <= 0) {
            until.remove(name, end);
            return null;
        }
        return Duration.ofNanos(end - now);
    }
}
