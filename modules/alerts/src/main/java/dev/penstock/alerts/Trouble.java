package dev.penstock.alerts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that says itself when it fails, each time: the condition holds for a minute after the last time. Safe on
 * any thread.
 */
public final class Trouble implements AlertSource, Consumer<String> {
    static final Duration HOLDS = Duration.ofMinutes(1);

    private final Condition condition;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Failing> failing = new AtomicReference<>();

    public Trouble(AlertKind kind, Map<String, String> scope, InstantSource clock) {
        this.condition = new Condition(kind, scope);
        this.clock = clock;
    }

    private record Failing(String why, long times, Instant first, Instant last) {
        boolean holds(Instant now) {
            return now.isBefore(last.plus(HOLDS));
        }
    }

    /** It failed; {@code why} is for operators, in a sentence without its full stop. */
    @Override
    public void accept(String why) {
        Instant now = clock.instant();
        failing.updateAndGet(before -> before != null && before.holds(now)
                ? new Failing(why, before.times() + 1, before.first(), now)
                : new Failing(why, 1, now, now));
    }

    @Override
    public List<Finding> findings(Instant now) {
        Failing seen = failing.get();
        return seen == null || !seen.holds(now)
                ? List.of()
                : List.of(new Finding(condition, seen.why(), Map.of("times", (double) seen.times()), seen.first()));
    }
}
