package dev.penstock.healing;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which targets are degraded: they answer, but more often than usual with nothing, with a refusal, or against the
 * contract. What is usual is known for each release by itself, for a new prompt may be refused more often on the same
 * target; that a target is degraded holds for all. Safe on any thread, without a lock. Times are those of a monotonic
 * clock in nanoseconds.
 */
public final class Qualities {
    /** A release that does not ask the target any more has nothing to say of it. */
    static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final Map<String, Map<String, AtomicReference<Quality>>> byTarget = new ConcurrentHashMap<>();
    private final Consumer<String> log;

    /** {@code log} takes a line for each change. */
    public Qualities(Consumer<String> log) {
        this.log = log;
    }

    /**
     * A release's attempt at a target is over.
     *
     * @param diagnosis null for an answer
     * @param finish why the model stopped, if it said so
     */
    public void ended(
            String target, String release, @Nullable Diagnosis diagnosis, @Nullable FinishReason finish, long now) {
        if (!isAnswer(diagnosis)) {
            return;
        }
        boolean bad = diagnosis != null || finish == FinishReason.REFUSAL;
        AtomicReference<Quality> quality = byTarget.computeIfAbsent(target, _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(release, _ -> new AtomicReference<>(Quality.unknown(now)));
        Quality before = quality.getAndUpdate(seen -> seen.and(bad, now));
        boolean degraded = before.and(bad, now).degraded();
        if (degraded != before.degraded()) {
            log.accept("target " + target + (degraded ? " is degraded: " : " is as usual again: ")
                    + "release " + release + " gets " + (degraded ? "more" : "as many")
                    + " empty, refused or invalid answers " + (degraded ? "than" : "as") + " usual");
        }
    }

    /** Whether a target is degraded, as some release sees it. */
    public boolean isDegraded(String target, long now) {
        Map<String, AtomicReference<Quality>> byRelease = byTarget.get(target);
        if (byRelease == null) {
            return false;
        }
        for (AtomicReference<Quality> each : byRelease.values()) {
            Quality quality = each.get();
            if (quality.degraded() && now - quality.at() < FORGOTTEN.toNanos()) {
                return true;
            }
        }
        return false;
    }

    /**
     * A target that is degraded.
     *
     * @param usual the share of bad answers that is usual
     * @param usualAnswers of how many answers that is known
     */
    public record Degraded(String target, String release, double usual, int usualAnswers) {}

    /** All that are degraded, by target and by the release that sees it. */
    public List<Degraded> degraded(long now) {
        List<Degraded> all = new ArrayList<>();
        byTarget.forEach((target, byRelease) -> byRelease.forEach((release, each) -> {
            Quality quality = each.get();
            if (quality.degraded() && now - quality.at() < FORGOTTEN.toNanos()) {
                all.add(new Degraded(target, release, (double) quality.usualBad() / quality.usual(), quality.usual()));
            }
        }));
        return all;
    }

    /** Whether somebody answered who understood the request, well or not. */
    private static boolean isAnswer(@Nullable Diagnosis diagnosis) {
        return switch (diagnosis) {
            case null -> true;
            case Diagnosis.Fault fault ->
                switch (fault) {
                    case EMPTY_ANSWER, TRUNCATED_ANSWER, INVALID_OUTPUT -> true;
                    case REQUEST_TOO_LARGE,
                            QUOTA_EXHAUSTED,
                            SERVER_ERROR,
                            BAD_GATEWAY,
                            CONNECTION_RESET,
                            NO_RESPONSE,
                            SLOW_FIRST_TOKEN,
                            STALLED_STREAM,
                            CUT_STREAM,
                            MALFORMED_CHUNK,
                            CONTEXT_TOO_LONG,
                            AUTHENTICATION,
                            MODEL_GONE,
                            UNKNOWN -> false;
                };
            case Diagnosis.Declined declined -> declined == Diagnosis.Declined.REFUSAL;
            case Diagnosis.RateLimited _,
                    Diagnosis.Overloaded _,
                    Diagnosis.UnsupportedParameter _,
                    Diagnosis.OutputLimit _,
                    Diagnosis.Own _ -> false;
        };
    }
}
