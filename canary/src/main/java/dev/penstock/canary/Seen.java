package dev.penstock.canary;

import dev.penstock.core.Attempt;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request showed of the release that it was drawn to, so far.
 *
 * @param own the attempts of that release: what another one did in its place says nothing of it
 * @param stream whether the caller wanted a stream
 * @param unasked whether none of its targets could be asked, for another reason than that operators stopped them
 * @param late whether it was not over by its horizon
 * @param badToolCall whether its answer calls a tool that was not offered, or with arguments that are no JSON object
 */
public record Seen(List<Attempt> own, boolean stream, boolean unasked, boolean late, boolean badToolCall) {
    public Seen {
        own = List.copyOf(own);
    }

    /**
     * Whether it says anything of its release: an answer, the begin of one, or a failure. A request that ended before,
     * for its caller left, an operator stopped it or the node did, is neither good nor bad.
     */
    boolean isTelling() {
        return unasked
                || late
                || own.stream()
                        .anyMatch(attempt ->
                                attempt.failure() == null || attempt.firstContentUs() >= 0 || Scoring.failed(attempt));
    }

    /** Whether it was answered, and nothing of its own failed before. */
    boolean isWhole() {
        boolean answered = false;
        for (Attempt attempt : own) {
            if (Scoring.failed(attempt)) {
                return false;
            }
            answered |= attempt.failure() == null;
        }
        return answered;
    }

    /** The model that the newest answer of its own named; null where none did. */
    @Nullable
    String model() {
        return own.reversed().stream()
                .map(Attempt::returnedModel)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The provider's word for the machinery behind the newest of them; null where there is none. */
    @Nullable
    String fingerprint() {
        return own.reversed().stream()
                .map(Attempt::fingerprint)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Microseconds from its first attempt to its first content; -1 where none came. */
    long firstContentUs() {
        return own.stream()
                .filter(attempt -> attempt.firstContentUs() >= 0)
                .mapToLong(attempt -> attempt.firstContentUs() - startedUs())
                .min()
                .orElse(-1);
    }

    /** Microseconds from the begin of its first attempt to the end of its last; -1 without one. */
    long totalUs() {
        return own.stream()
                .mapToLong(attempt -> attempt.endedUs() - startedUs())
                .max()
                .orElse(-1);
    }

    /** The 95th percentile of the pauses in its stream, in microseconds; -1 where there were none. */
    long betweenUs() {
        return own.stream()
                .mapToLong(attempt ->
                        attempt.between() == null ? -1 : attempt.between().p95Us())
                .max()
                .orElse(-1);
    }

    private long startedUs() {
        return own.stream().mapToLong(Attempt::startedUs).min().orElse(0);
    }
}
