package dev.penstock.canary;

import dev.penstock.core.ArmNote;
import dev.penstock.core.Attempt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of a rollout that is over, as it was recorded: all that any policy may look at.
 *
 * @param trace its trace's id, which begins with the name of its node
 * @param at when it came in
 * @param note its side, its key and the chance of that side; what it was bad by is what the policy of then said
 * @param seen what it showed until its end
 * @param digest what it asked; null where that is not known
 * @param beganUs microseconds from when it came in until it was on its side
 * @param endedUs microseconds from when it came in to its end
 * @param said what was said of its answer
 */
public record Recorded(
        String trace,
        Instant at,
        ArmNote note,
        Seen seen,
        @Nullable String digest,
        long beganUs,
        long endedUs,
        List<Said> said) {
    /**
     * What somebody said.
     *
     * @param kind what it is, in a word
     * @param value a score; null where it is none
     */
    public record Said(
            Instant at,
            String kind,
            @Nullable Double value,
            @Nullable String label) {}

    public Recorded {
        said = List.copyOf(said);
    }

    /** Whether it was not over when a policy's horizon came. */
    boolean isLate(Scoring scoring) {
        return endedUs - beganUs > scoring.horizon().toNanos() / 1_000;
    }

    /** What it had shown by a time, in microseconds from when it came in; tool calls are looked at in whole answers. */
    Seen seenBy(long us, boolean late) {
        List<Attempt> over =
                seen.own().stream().filter(attempt -> attempt.endedUs() <= us).toList();
        return new Seen(over, seen.stream(), seen.unasked(), late, false);
    }

    /** The name of its node. */
    String node() {
        return trace.substring(0, Math.max(0, trace.lastIndexOf('-')));
    }
}
